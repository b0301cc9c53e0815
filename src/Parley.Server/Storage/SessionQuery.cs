namespace Parley.Server.Storage;

/// <summary>Which sessions to list.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="Offset">How many to leave out.</param>
/// <param name="Ended">Only the ended ones, only the running ones, or both.</param>
/// <param name="CreatedFrom">Not before this moment.</param>
/// <param name="CreatedUntil">Not after this moment.</param>
internal sealed record SessionQuery(int Limit, int Offset, bool? Ended, DateTimeOffset? CreatedFrom, DateTimeOffset? CreatedUntil)
{
    /// <summary>Only those of this deployment.</summary>
    public Guid? Deployment { get; init; }

    /// <summary>Only those whose agent took at least so many seconds to be in its room.</summary>
    public double? StartSecondsFrom { get; init; }

    /// <summary>Only those whose agent took at most so many seconds to be in its room.</summary>
    public double? StartSecondsUntil { get; init; }
}

/// <summary>A page of sessions.</summary>
/// <param name="Total">How many match, this page and all others.</param>
/// <param name="Sessions">This page.</param>
internal sealed record SessionPage(int Total, IReadOnlyList<SessionRecord> Sessions);
