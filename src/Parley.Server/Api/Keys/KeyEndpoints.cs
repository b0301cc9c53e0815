using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Api.Keys;

/// <summary><c>/v1/organizations/{org}/apiKeys</c> and <c>/audit</c> (contract 2.6).</summary>
internal sealed class KeyEndpoints(ApiKeyStore keys, AuditStore audit, AgentCatalog agents, TimeProvider time)
{
    private const int MaxSize = 64 * 1024;
    private const int MostOfAKind = 5;

    private static readonly ApiError s_noSuchKey = new(404, "NOT_FOUND", "API key not found");
    private static readonly JsonElement s_empty = JsonElement.Parse("{}"u8);

    public async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var all = await keys.ListAsync(cancellationToken);
        return TypedResults.Ok(new KeyListDocument(Of(ApiKeyKind.Public), Of(ApiKeyKind.Private), Of(ApiKeyKind.Personal)));

        IReadOnlyList<KeyDocument> Of(ApiKeyKind kind) => [.. all.Where(k => k.Kind == kind).Select(k => KeyDocument.Of(k))];
    }

    public Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
        => ReadAsync(
            request,
            async json => KeyRequestReader.ReadKey(json, agents, time.GetUtcNow(), out var key) is { } error ? error.ToResult()
                : await keys.TryCreateAsync(key!.Kind, key.Name, key.Limits, MostOfAKind, cancellationToken) is { } made ? TypedResults.Ok(KeyDocument.Of(made.Key, made.Secret))
                : ApiError.BadRequest($"There are {MostOfAKind} keys of this type already; revoke one first").ToResult(),
            cancellationToken);

    public async Task<IResult> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid))
        {
            return s_noSuchKey.ToResult();
        }

        await keys.RevokeAsync(guid, cancellationToken);   // One that is revoked stays revoked, and the answer is the same.
        return await keys.GetAsync(guid, cancellationToken) is { } key ? TypedResults.Ok(KeyDocument.Of(key)) : s_noSuchKey.ToResult();
    }

    public Task<IResult> RotateAsync(string id, HttpRequest request, CancellationToken cancellationToken)
        => ReadAsync(
            request,
            async json => KeyRequestReader.ReadOverlap(json, out var overlap) is { } error ? error.ToResult()
                : Guid.TryParse(id, out var guid) && await keys.RotateAsync(guid, overlap, cancellationToken) is { } made ? TypedResults.Ok(KeyDocument.Of(made.Key, made.Secret))
                : s_noSuchKey.ToResult(),
            cancellationToken);

    public async Task<IResult> AuditAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var parameters = new QueryReader(query);
        var (limit, offset) = (parameters.Integer("limit", 50, 1, 1000), parameters.Integer("offset", 0, 0, int.MaxValue));
        if (parameters.Refusal is { } refusal)
        {
            return refusal;
        }

        var page = await audit.ListAsync(limit, offset, cancellationToken);
        return TypedResults.Ok(new AuditDocument(page.Total, [.. page.Entries.Select(ToDocument)]));
    }

    private static AuditEntryDocument ToDocument(AuditEntry entry) => new(
        entry.Id, entry.At, new(entry.KeyId, entry.KeyName, entry.KeyKind is ApiKeyKind.Personal ? "personal" : "private"), entry.Method, entry.Route, entry.Target, entry.Status);

    private static async Task<IResult> ReadAsync(HttpRequest request, Func<JsonElement, Task<IResult>> act, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return ApiError.TooLarge.ToResult();
        }

        var json = s_empty;
        if (bytes.Length > 0 && !JsonBody.TryRead(bytes, out json, out var error))
        {
            return error.ToResult();
        }

        try
        {
            return await act(json);
        }
        catch (InvalidOperationException) when (HasHalfSurrogate(bytes))   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            return ApiError.Bad("A name or a string in the request has an incomplete \\u escape (half of a surrogate pair)").ToResult();
        }
    }

    private static bool HasHalfSurrogate(byte[] bytes) => bytes.AsSpan().IndexOf("\\ud"u8) >= 0 || bytes.AsSpan().IndexOf("\\uD"u8) >= 0;
}
