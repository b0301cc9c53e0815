namespace Parley.Server.Hosting;

/// <summary>The phone network in a box: <c>Parley:Simulator</c>.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Whether calls go to the simulated network. Default: only when no trunk is configured.</summary>
    public bool? Enabled { get; set; }
}
