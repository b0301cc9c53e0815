using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Parley.Server.Storage;

namespace Parley.Server.Api.Idempotency;

/// <summary>
/// Lets a request with an <c>Idempotency-Key</c> be sent again and be carried out once. What was carried out (2xx) is kept and given again; what was refused leaves
/// the key free; of what failed in between it is not known, and it is said so. The route must read its body itself, below this filter.
/// </summary>
/// <param name="maxBody">How large the body may be, in bytes.</param>
/// <param name="refuse">The refusal in the shape of the route's family.</param>
internal sealed class IdempotencyFilter(int maxBody, Func<IdempotencyRefusal, IResult> refuse) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int MaxKeyLength = 255;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var header = http.Request.Headers[Header];
        if (header.Count == 0)
        {
            return await next(context);
        }

        if (!IsKey(header))
        {
            return refuse(IdempotencyRefusal.NoKey(Header, MaxKeyLength));
        }

        if (await RequestBody.ReadAsync(http.Request, maxBody, http.RequestAborted) is not { } body)
        {
            return refuse(IdempotencyRefusal.TooLarge);
        }

        http.Request.Body = new MemoryStream(body, writable: false);
        var store = http.RequestServices.GetRequiredService<IdempotencyStore>();
        var (id, hash) = (new IdempotentRequestId(http.Caller().KeyId, RouteOf(http), header.ToString()), SHA256.HashData(body));
        return await store.BeginAsync(id, hash, http.RequestAborted) switch
        {
            null => await CarryOutAsync(context, next, store, id),
            var known when !known.BodyHash.AsSpan().SequenceEqual(hash) => refuse(IdempotencyRefusal.OtherBody),
            { State: IdempotencyState.InFlight } => refuse(IdempotencyRefusal.InFlight),
            { State: IdempotencyState.Answered } known when store.AnswerOf(known) is { } answer => new AnswerResult(answer, IsReplay: true),
            _ => refuse(IdempotencyRefusal.InDoubt),
        };
    }

    private static async Task<IResult> CarryOutAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, IdempotencyStore store, IdempotentRequestId id)
    {
        // A caller who hangs up does not change what becomes of the request, so that it is known.
        context.HttpContext.RequestAborted = CancellationToken.None;
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            context.Arguments[i] = context.Arguments[i] is CancellationToken ? CancellationToken.None : context.Arguments[i];
        }

        try
        {
            var answer = await AnswerResult.RenderAsync(context.HttpContext, await next(context));
            await (answer.Status switch
            {
                >= 200 and < 300 => store.AnswerAsync(id, answer, CancellationToken.None),
                < 500 or StatusCodes.Status503ServiceUnavailable => store.ReleaseAsync(id, CancellationToken.None),
                _ => store.DoubtAsync(id, CancellationToken.None),
            });
            return new AnswerResult(answer, IsReplay: false);
        }
        catch
        {
            await store.DoubtAsync(id, CancellationToken.None);
            throw;
        }
    }

    private static bool IsKey(StringValues header)
        => header is [{ Length: > 0 and <= MaxKeyLength } key] && !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static string RouteOf(HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? http.Request.Path.ToString();
        return string.Join(' ', [http.Request.Method, route, .. http.Request.RouteValues.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")]);
    }
}
