namespace Parley.Agents;

/// <summary>A turn begins when the agent's own code says so, with <see cref="Conversation.StartUserTurn"/>: a key to talk, say.</summary>
public sealed record StartOnDemand : ITurnStart
{
    /// <inheritdoc/>
    public TurnStart Judge(in TurnMoment moment) => moment.IsStartDemanded ? TurnStart.Yes : TurnStart.No;
}
