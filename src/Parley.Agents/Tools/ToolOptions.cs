namespace Parley.Agents;

/// <summary>How a conversation runs one of its functions.</summary>
public sealed record ToolOptions
{
    /// <summary>What becomes of it when the other side speaks while it runs.</summary>
    public ToolOnBargeIn OnBargeIn { get; init; } = ToolOnBargeIn.Cancel;

    /// <summary>How long it may take; then the model is told so. More than zero.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether its arguments and its result are kept from the session's events. The model still sees them.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether the model is asked again with the result. Not for what ends the call.</summary>
    internal bool IsAnswered { get; init; } = true;
}

/// <summary>What a barge-in does to a function that runs.</summary>
public enum ToolOnBargeIn
{
    /// <summary>Its token is cancelled, and the model learns that it was.</summary>
    Cancel,

    /// <summary>It goes on, and the model learns the result when it has one. For what must not be done by half, such as a booking.</summary>
    KeepGoing,
}
