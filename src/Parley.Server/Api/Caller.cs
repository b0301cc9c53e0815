using Microsoft.AspNetCore.Http;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary>Who sends a request: the key that it came with. <see cref="CallerExtensions.Caller"/> gives it to an endpoint.</summary>
/// <param name="Kind">What the key opens.</param>
/// <param name="KeyId">The key's id; what stands for one of the configuration is no UUID.</param>
/// <param name="Name">What the key is for, in its maker's words.</param>
/// <param name="Agents">The agents that it is for; <see langword="null"/> when it is for all.</param>
internal sealed record Caller(ApiKeyKind Kind, string KeyId, string Name, IReadOnlyList<string>? Agents)
{
    /// <summary>Whether the key is for certain agents only.</summary>
    public bool IsScoped => Agents is not null;

    /// <summary>Whether it may know of an agent. What it may not know of is answered with 404, as if it were not there.</summary>
    public bool Sees(string agent) => Agents is null || Agents.Contains(agent, StringComparer.Ordinal);
}

/// <summary>From a request to its <see cref="Api.Caller"/>.</summary>
internal static class CallerExtensions
{
    /// <summary>Who sends the request. Only where a key is asked for.</summary>
    public static Caller Caller(this HttpContext context)
        => context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route asks for no key.");
}

/// <summary>Marks a route that keys of certain agents may use although its path names no agent; it looks at <see cref="Caller.Sees"/> itself.</summary>
internal sealed record ForScopedKeys;
