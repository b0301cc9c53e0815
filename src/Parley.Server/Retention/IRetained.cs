using Parley.Server.Hosting;

namespace Parley.Server.Retention;

/// <summary>A kind of thing that is kept for a time. Each is a service of its own; the purge asks all.</summary>
internal interface IRetained
{
    /// <summary>What it is, for the log.</summary>
    string Name { get; }

    /// <summary>For how long it is kept; <see langword="null"/> for good.</summary>
    TimeSpan? Keep(RetentionOptions options);

    /// <summary>Deletes some of what is older.</summary>
    /// <param name="before">What is from before this moment goes.</param>
    /// <param name="most">How many at most: a batch, between which others get to write.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many; fewer than the most when there are no more.</returns>
    Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
