namespace Parley.Cli.Demo;

/// <summary>One line of a call's timeline.</summary>
/// <param name="At">When, from the start of the session.</param>
/// <param name="Who">Whose line it is.</param>
/// <param name="Text">What happened, or what was said.</param>
internal sealed record TimelineEntry(TimeSpan At, Speaker Who, string Text);

/// <summary>Whose line it is.</summary>
internal enum Speaker
{
    /// <summary>The phone network: ringing, answered, over.</summary>
    Network,

    /// <summary>The agent.</summary>
    Agent,

    /// <summary>Whoever was called.</summary>
    Callee,
}
