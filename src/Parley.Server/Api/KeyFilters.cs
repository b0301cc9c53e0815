using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Api.Daily;
using Parley.Server.Api.Limits;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>Who may come in, before anything of the request is read: the key, the agents that it is for, and how often it asks.</summary>
internal static class KeyFilters
{
    private static readonly ApiError s_notForAgents = new(403, "FORBIDDEN", "This key is for certain agents only");

    /// <summary>Lets public keys in (contract 1.3).</summary>
    public static async ValueTask<object?> RequirePublicKey(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var token = BearerToken.Of(context.Request);
        var caller = token is null ? null : await FindAsync(context, token);
        var error = caller switch
        {
            { Kind: ApiKeyKind.Public } => RefuseAgent(context, caller) ?? TooOften(context, caller, RateClass.Start),
            null when token is not null && !LooksPrivate(token) => ApiError.BadKey,
            _ => ApiError.NoPublicKey,
        };
        return error is null ? await LetInAsync(invocation, next, caller!) : error.ToResult();
    }

    /// <summary>Lets private and personal keys in (contract 2.1).</summary>
    public static async ValueTask<object?> RequirePrivateKey(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var token = BearerToken.Of(context.Request);
        var caller = token is null ? null : await FindAsync(context, token);
        var error = caller switch
        {
            { Kind: not ApiKeyKind.Public } => RefuseScope(context, caller) ?? TooOften(context, caller, RateClass.General),
            null when token is not null => ApiError.BadKey,
            _ => ApiError.Unauthorized,
        };
        return error is null ? await LetInAsync(invocation, next, caller!) : error.ToResult();
    }

    /// <summary>Lets private and personal keys in, as the key of the domain (contract 4.1).</summary>
    public static async ValueTask<object?> RequireDomainKey(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (BearerToken.Of(context.Request) is not { Length: > 0 } token)
        {
            return DailyError.NoKey.ToResult();
        }

        return await FindAsync(context, token) switch
        {
            null or { Kind: ApiKeyKind.Public } => DailyError.BadKey.ToResult(),
            { IsScoped: true } => DailyError.Forbidden(s_notForAgents.Text).ToResult(),
            var caller when Wait(context, caller, RateClass.General) is { } wait => new RateLimitedResult(wait),
            var caller => await LetInAsync(invocation, next, caller),
        };
    }

    private static ValueTask<object?> LetInAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next, Caller caller)
    {
        invocation.HttpContext.Features.Set(caller);
        return AuditTrail.KeepAsync(invocation, next, caller);
    }

    private static Task<Caller?> FindAsync(HttpContext context, string token)
        => context.RequestServices.GetRequiredService<KeyRing>().FindAsync(token, context.RequestAborted);

    private static ApiError? RefuseScope(HttpContext context, Caller caller)
        => !caller.IsScoped || context.GetEndpoint()?.Metadata.GetMetadata<ForScopedKeys>() is not null ? null
            : context.GetRouteValue("agent") is null ? s_notForAgents
            : RefuseAgent(context, caller);

    private static ApiError? RefuseAgent(HttpContext context, Caller caller)
        => caller.Sees($"{context.GetRouteValue("agent")}") ? null : ApiError.NoSuchAgent;

    private static ApiError? TooOften(HttpContext context, Caller caller, RateClass rate)
        => Wait(context, caller, rate) is { } wait ? ApiError.TooOften with { RetryAfter = wait } : null;

    private static TimeSpan? Wait(HttpContext context, Caller caller, RateClass rate)
        => context.RequestServices.GetRequiredService<RateLimits>().Take(caller.KeyId, rate, context.GetEndpoint()?.Metadata.GetMetadata<RateClassMetadata>()?.Class);

    private static bool LooksPrivate(string token)
        => token.StartsWith("sk_", StringComparison.Ordinal) || token.StartsWith("pcc_pat_", StringComparison.Ordinal);
}
