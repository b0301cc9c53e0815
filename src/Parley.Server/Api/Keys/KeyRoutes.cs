using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Server.Api.Limits;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Keys;

/// <summary>Keys and the trail of changes.</summary>
internal static class KeyRoutes
{
    /// <summary>The services behind the routes and behind the keys of all others.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.TryAddSingleton<KeyRing>();
        services.TryAddSingleton<RateLimits>();
        services.TryAddSingleton<KeyEndpoints>();
        return services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, KeyJson.Default));
    }

    /// <summary>Maps the routes below an organization. The builder asks for a private key already; one that is for certain agents is refused.</summary>
    public static void MapKeys(this IEndpointRouteBuilder organization)
    {
        organization.MapGet("/apiKeys", (KeyEndpoints keys, CancellationToken ct) => keys.ListAsync(ct))
            .WithSummary("Lists the keys, the revoked ones too; of each only how it begins.")
            .Produces<KeyListDocument>().ProducesErrors(401, 403, 404);
        organization.MapPost("/apiKeys", (HttpRequest request, KeyEndpoints keys, CancellationToken ct) => keys.CreateAsync(request, ct))
            .WithSummary("Makes a key. The key itself is in this answer and nowhere else. At most five live ones of a type.")
            .Accepts(typeof(KeyRequest)).Produces<KeyDocument>().ProducesErrors(400, 401, 403, 404, 413);
        organization.MapDelete("/apiKeys/{id}", (string id, KeyEndpoints keys, CancellationToken ct) => keys.RevokeAsync(id, ct))
            .WithSummary("Revokes a key: it opens nothing from now on.")
            .Produces<KeyDocument>().ProducesErrors(401, 403, 404);
        organization.MapPost("/apiKeys/{id}/rotate", (string id, HttpRequest request, KeyEndpoints keys, CancellationToken ct) => keys.RotateAsync(id, request, ct))
            .WithSummary("Gives a key a new secret; the old one still opens for 'overlap' seconds, by default none.")
            .Accepts(typeof(RotateRequest)).Produces<KeyDocument>().ProducesErrors(400, 401, 403, 404, 413);
        organization.MapGet("/audit", (HttpRequest request, KeyEndpoints keys, CancellationToken ct) => keys.AuditAsync(request.Query, ct))
            .WithSummary("Lists what was changed through the API and with which key, the newest first. Query: limit, offset.")
            .Produces<AuditDocument>().ProducesErrors(400, 401, 403, 404);
    }
}
