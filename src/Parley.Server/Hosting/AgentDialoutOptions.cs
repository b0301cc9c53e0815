namespace Parley.Server.Hosting;

/// <summary>What an agent may dial, where it differs from all others: <c>Parley:Dialout:Agents:N</c>.</summary>
public sealed class AgentDialoutOptions
{
    /// <summary>The agent's name.</summary>
    public string Agent { get; set; } = "";

    /// <summary>Its calling hours, instead of the server's. Default: the server's.</summary>
    public CallingHoursOptions? CallingHours { get; set; }

    /// <summary>How often it may call a callee in a day; other agents' calls count too. Default: as the server says.</summary>
    public int? AttemptsPerCalleePerDay { get; set; }

    /// <summary>How many minutes its calls may take in a day, beside the server's limit. Default: without limit.</summary>
    public int? MinutesPerDay { get; set; }

    /// <summary>How many minutes its calls may take in a month, beside the server's limit. Default: without limit.</summary>
    public int? MinutesPerMonth { get; set; }
}
