namespace Parley.Server.Hosting;

/// <summary>Starts that wait for a session of an agent to end, first come, first served: <c>Parley:Agents:N:Queue</c>.</summary>
public sealed class AgentQueueOptions
{
    /// <summary>How many may wait, 0..10000. Default: 0, no queue: at capacity a start is refused at once.</summary>
    public int Length { get; set; }

    /// <summary>How long one waits before it is refused, 1 s to 10 min. Default: 30 s. A client's own timeout must be longer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
