using Microsoft.Extensions.Logging;

namespace Parley.Server.Hosting;

/// <summary>What of the sessions' logs is kept for <c>/v1/agents/{agent}/logs</c>: <c>Parley:Logs</c>.</summary>
public sealed class LogOptions
{
    /// <summary>Whether any is kept. Default: yes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>From which level on. Default: Information.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>The most lines of one session, 100..1000000; what comes then is not kept. Default: 5000.</summary>
    public int MaxPerSession { get; set; } = 5000;
}
