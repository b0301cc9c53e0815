namespace Parley.Server.Hosting;

/// <summary>A trunk that the host's code names, so that the configuration must have it.</summary>
internal sealed record RequiredTrunk(string Name);
