namespace Parley.Server.Hosting;

/// <summary>Keys that the configuration brings along, for machines that are set up by script: <c>Parley:Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>The shortest key taken, in characters.</summary>
    public const int MinLength = 12;

    /// <summary>Keys that start sessions; they begin with <c>pk_</c>.</summary>
    public IList<string> Public { get; } = [];

    /// <summary>Keys for all else; they begin with <c>sk_</c>.</summary>
    public IList<string> Private { get; } = [];
}
