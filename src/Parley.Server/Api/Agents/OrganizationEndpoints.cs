using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Agents;

/// <summary>The organization that this server is, its one region, and its one property (contract 2.1, 2.6).</summary>
internal sealed class OrganizationEndpoints(Organization organization)
{
    private const int MaxSize = 16 * 1024;
    private const string DefaultRegion = "defaultRegion";

    public async Task<IResult> WhoAsync(CancellationToken cancellationToken)
        => TypedResults.Ok(new WhoDocument(new($"{await organization.GetIdAsync(cancellationToken)}", [])));

    public async Task<IResult> ListAsync(CancellationToken cancellationToken)
        => TypedResults.Ok(new OrganizationListDocument([new(await organization.GetIdAsync(cancellationToken), organization.Name, organization.Name)]));

    /// <summary>The key that opens rooms and dial-out. Keys are kept as hashes, so it can only be the very one that asks; one for certain agents never gets here.</summary>
    public static IResult DomainKey(HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new DomainKeyDocument(BearerToken.Of(request)!));
    }

    public IResult Regions() => TypedResults.Ok(new RegionListDocument([new(organization.Region, organization.Region == "local" ? "This server" : organization.Region)]));

    public IResult Properties() => TypedResults.Ok(new PropertiesDocument(new(organization.Region)));

    public IResult Schema() => TypedResults.Ok(new PropertySchemaDocument(new Dictionary<string, PropertySchema>
    {
        [DefaultRegion] = new("string", "The region of agents that name none.", organization.Region, organization.Region, ReadOnly: true, [organization.Region]),
    }));

    /// <summary>Takes a change that changes nothing: there is one region.</summary>
    public async Task<IResult> ChangePropertiesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return ApiError.TooLarge.ToResult();
        }

        if (!JsonBody.TryRead(bytes, out var json, out var error))
        {
            return error.ToResult();
        }

        try
        {
            return Wrong(json) is { } wrong ? ApiError.Bad(wrong).ToResult() : Properties();
        }
        catch (InvalidOperationException)   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            return ApiError.Bad("A name or a string in the request has an incomplete \\u escape (half of a surrogate pair)").ToResult();
        }
    }

    private string? Wrong(JsonElement json)
    {
        var any = false;
        foreach (var property in json.EnumerateObject())
        {
            any = true;
            if (property.Name != DefaultRegion)
            {
                return $"Property '{(property.Name.Length <= 64 ? property.Name : property.Name[..64])}' is not a valid property";
            }

            if (property.Value.ValueKind is not JsonValueKind.String)
            {
                return $"{DefaultRegion}: expected a string, found {property.Value.Describe()}";
            }

            if (property.Value.GetString() != organization.Region)
            {
                return $"Region '{property.Value.GetString()}' is not available. Available regions: {organization.Region}";
            }
        }

        return any ? null : "No properties provided";
    }
}
