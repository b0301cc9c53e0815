using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Api.Secrets;

/// <summary><c>/secrets</c> (contract 2.5): what agents are to know and nobody is to see. Values go in and never come out.</summary>
internal sealed class SecretEndpoints(SecretStore store, Organization organization)
{
    private const int MaxSize = 1024 * 1024;
    private const string Secret = "secret";
    private const string UniqueViolation = "23505";
    private const string SerializationFailure = "40001";

    private static readonly ApiError s_noSet = ApiError.NotFound("Set not found");

    public async Task<IResult> ListAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var parameters = new QueryReader(query);
        var region = parameters.Text("region", 64);
        if (parameters.Refusal is { } refusal)
        {
            return refusal;
        }

        if (region is not null && region != organization.Region)
        {
            return NoSuchRegion(region).ToResult();
        }

        var sets = await store.ListAsync(cancellationToken);
        return TypedResults.Ok(new SecretSetListDocument([.. sets.Select(s => new SecretSetSummaryDocument(s.Name, Secret, organization.Region, StatusOf(s)))]));
    }

    public async Task<IResult> GetAsync(string set, CancellationToken cancellationToken)
        => await store.FindAsync(set, cancellationToken) is { } found
            ? TypedResults.Ok(new SecretSetDocument(
                organization.Region, StatusOf(found), found.IsReadable ? null : SecretTexts.Unreadable, [.. found.Keys.Select(key => new SecretNameDocument(key))]))
            : s_noSet.ToResult();

    public async Task<IResult> PutAsync(string set, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return ApiError.TooLarge.ToResult();
        }

        if (!JsonBody.TryRead(bytes, out var json, out var error))
        {
            return error.ToResult();
        }

        return !SecretNames.IsSetName(set) ? ApiError.BadRequest($"The name of the set: {SecretNames.Expected}").ToResult()
            : SecretsReader.TryRead(json, set, out var secrets) is { } wrong ? wrong.ToResult()
            : secrets!.Region is { } region && region != organization.Region ? await WrongRegionAsync(set, region, cancellationToken)
            : await WriteAsync(set, secrets, cancellationToken);
    }

    public async Task<IResult> DeleteAsync(string set, CancellationToken cancellationToken)
        => await store.DeleteAsync(set, cancellationToken) ? TypedResults.Ok(new Agents.StatusDocument("OK")) : s_noSet.ToResult();

    public async Task<IResult> DeleteKeyAsync(string set, string key, CancellationToken cancellationToken)
        => await store.DeleteAsync(set, key, cancellationToken) ? TypedResults.Ok(new Agents.StatusDocument("OK"))
            : (await store.FindAsync(set, cancellationToken) is null ? s_noSet : ApiError.NotFound("Secret not found")).ToResult();

    private static string StatusOf(SecretSetView set) => set.IsReadable ? "ready" : "failed";

    private ApiError NoSuchRegion(string region) => ApiError.BadRequest($"Region '{Shorten(region)}' is not available. Available regions: {organization.Region}");

    private async Task<IResult> WrongRegionAsync(string set, string region, CancellationToken cancellationToken)
        => (await store.FindAsync(set, cancellationToken) is null
            ? NoSuchRegion(region)
            : ApiError.BadRequest($"Secret already exists in region '{organization.Region}'. Cannot change region to '{Shorten(region)}'.")).ToResult();

    private async Task<IResult> WriteAsync(string set, ValidSecrets secrets, CancellationToken cancellationToken)
    {
        try
        {
            return await store.PutAsync(set, secrets.Values, cancellationToken) switch
            {
                SecretsWritten.TooManySets => ApiError.BadRequest($"There are {SecretStore.MostSets} sets already; delete one first").ToResult(),
                SecretsWritten.TooManyKeys => ApiError.BadRequest($"A set has at most {SecretStore.MostKeys} secrets").ToResult(),
                _ => TypedResults.Json(new SecretsTakenDocument("OK", organization.Region), SecretJson.Default.SecretsTakenDocument, statusCode: StatusCodes.Status202Accepted),
            };
        }
        catch (Exception e) when (e is RetryLimitExceededException or DbUpdateException { InnerException: DbException { SqlState: UniqueViolation or SerializationFailure } })   // Others write to it all the time.
        {
            return new ApiError(409, "CONFLICT", $"Secret set '{set}' was modified concurrently. Please retry.").ToResult();
        }
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : $"{text[..64]}...";
}

/// <summary>What is said of secrets.</summary>
internal static class SecretTexts
{
    public const string Unreadable = "A value cannot be read any more: the key it was encrypted with is lost. Write it anew";
}
