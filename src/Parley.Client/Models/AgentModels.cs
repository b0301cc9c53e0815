namespace Parley.Client.Models;

/// <summary>An agent of the server.</summary>
public sealed record Agent
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether sessions of it can be started at all.</summary>
    public bool Ready { get; init; }

    /// <summary>Whether a session could be started just now, or wait its turn.</summary>
    public bool Available { get; init; }

    /// <summary>How many sessions run.</summary>
    public int ActiveSessionCount { get; init; }

    /// <summary>The settings in force.</summary>
    public required Guid ActiveDeploymentId { get; init; }

    /// <summary>How many sessions may run at a time.</summary>
    public required AgentScaling AutoScaling { get; init; }

    /// <summary>The queue of starts, where there is one.</summary>
    public AgentQueue? Queue { get; init; }
}

/// <summary>How many sessions may run at a time.</summary>
/// <param name="MinReplicas">How many are kept warm.</param>
/// <param name="MaxReplicas">How many may run.</param>
public sealed record AgentScaling(int MinReplicas, int MaxReplicas);

/// <summary>Starts that wait for a session to end.</summary>
/// <param name="Length">How many may wait.</param>
/// <param name="TimeoutSeconds">How long one waits before it is refused.</param>
/// <param name="Waiting">How many wait now.</param>
public sealed record AgentQueue(int Length, double TimeoutSeconds, int Waiting);

/// <summary>An agent in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ActiveDeploymentId">The settings in force.</param>
public sealed record AgentSummary(Guid Id, string Name, Guid ActiveDeploymentId);

/// <summary>What to change of an agent; what is absent stays as it is.</summary>
public sealed record AgentUpdate
{
    /// <summary>How many are kept warm.</summary>
    public int? MinAgents { get; init; }

    /// <summary>How many sessions may run at a time.</summary>
    public int? MaxAgents { get; init; }

    /// <summary>How long a session may last, a minute to four hours.</summary>
    public TimeSpan? MaxSessionDuration { get; init; }

    /// <summary>The set of secrets that sessions are given.</summary>
    public string? SecretSet { get; init; }
}

/// <summary>Which lines of an agent's log to show.</summary>
public sealed record LogFilter
{
    /// <summary>How many at most, 1 to 1000. Default: 10.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>How many to leave out.</summary>
    public int Offset { get; init; }

    /// <summary>Only those of this session.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Only those with this text in them, whatever its case.</summary>
    public string? Query { get; init; }

    /// <summary>Only those logged at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those logged at this moment or earlier.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the oldest come first.</summary>
    public bool OldestFirst { get; init; }
}

/// <summary>A page of log lines.</summary>
/// <param name="Total">How many match.</param>
/// <param name="Logs">This page.</param>
public sealed record LogPage(LogTotal Total, IReadOnlyList<LogLine> Logs);

/// <summary>How many lines match.</summary>
/// <param name="Value">So many, or at least so many.</param>
/// <param name="Relation"><c>eq</c> or <c>gte</c>.</param>
public sealed record LogTotal(int Value, string Relation);

/// <summary>A log line.</summary>
/// <param name="Log">The text.</param>
/// <param name="Timestamp">When.</param>
/// <param name="SessionId">In which session.</param>
public sealed record LogLine(string Log, DateTimeOffset Timestamp, Guid? SessionId);

internal sealed record AgentList(IReadOnlyList<AgentSummary> Services);

internal sealed record AgentUpdateBody(AgentUpdateScaling? AutoScaling, int? MaxSessionDuration, string? SecretSet);

internal sealed record AgentUpdateScaling(int? MinAgents, int? MaxAgents);
