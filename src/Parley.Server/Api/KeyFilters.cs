using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Api.Daily;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>Who may come in, before anything of the request is read.</summary>
internal static class KeyFilters
{
    /// <summary>Lets public keys in (contract 1.3).</summary>
    public static async ValueTask<object?> RequirePublicKey(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
        => await CheckPublicAsync(invocation.HttpContext) is { } error ? error.ToResult() : await next(invocation);

    /// <summary>Lets private keys in (contract 2.1).</summary>
    public static async ValueTask<object?> RequirePrivateKey(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
        => await CheckPrivateAsync(invocation.HttpContext) is { } error ? error.ToResult() : await next(invocation);

    /// <summary>Lets private keys in, as the key of the domain (contract 4.1).</summary>
    public static async ValueTask<object?> RequireDomainKey(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
        => await CheckDomainAsync(invocation.HttpContext) is { } error ? error.ToResult() : await next(invocation);

    private static async Task<DailyError?> CheckDomainAsync(HttpContext context) => BearerToken.Of(context.Request) switch
    {
        null or "" => DailyError.NoKey,
        var token => await KindOfAsync(context, token) is ApiKeyKind.Private ? null : DailyError.BadKey,
    };

    private static async Task<ApiError?> CheckPublicAsync(HttpContext context) => BearerToken.Of(context.Request) switch
    {
        null => ApiError.NoPublicKey,
        var token => await KindOfAsync(context, token) switch
        {
            ApiKeyKind.Public => null,
            ApiKeyKind.Private => ApiError.NoPublicKey,
            _ => LooksPrivate(token) ? ApiError.NoPublicKey : ApiError.BadKey,
        },
    };

    private static async Task<ApiError?> CheckPrivateAsync(HttpContext context) => BearerToken.Of(context.Request) switch
    {
        null => ApiError.Unauthorized,
        var token => await KindOfAsync(context, token) switch
        {
            ApiKeyKind.Private => null,
            ApiKeyKind.Public => ApiError.Unauthorized,
            _ => ApiError.BadKey,
        },
    };

    private static Task<ApiKeyKind?> KindOfAsync(HttpContext context, string token)
        => context.RequestServices.GetRequiredService<KeyRing>().FindAsync(token, context.RequestAborted);

    private static bool LooksPrivate(string token)
        => token.StartsWith("sk_", StringComparison.Ordinal) || token.StartsWith("pcc_pat_", StringComparison.Ordinal);
}
