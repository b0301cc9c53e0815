using Microsoft.AspNetCore.Builder;

namespace Parley.Server.Api.Limits;

/// <summary>What is counted together, per key (contract 4.1).</summary>
internal enum RateClass
{
    /// <summary>All requests with a private key.</summary>
    General,

    /// <summary>Starts and what else comes with a public key.</summary>
    Start,

    /// <summary>Lists and deletions of rooms.</summary>
    Rooms,

    /// <summary>Starts of recordings.</summary>
    Recording,
}

/// <summary>The class of a route, beside the general one.</summary>
internal sealed record RateClassMetadata(RateClass Class);

/// <summary>How routes say their class.</summary>
internal static class RateClassExtensions
{
    /// <summary>Counts the route's requests in a class of their own too.</summary>
    public static TBuilder CountedAs<TBuilder>(this TBuilder route, RateClass rate)
        where TBuilder : IEndpointConventionBuilder
        => route.WithMetadata(new RateClassMetadata(rate));
}
