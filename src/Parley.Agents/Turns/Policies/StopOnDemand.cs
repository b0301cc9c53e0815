namespace Parley.Agents;

/// <summary>A turn is over when the agent's own code says so, with <see cref="Conversation.StopUserTurn"/>.</summary>
public sealed record StopOnDemand : ITurnStop
{
    /// <inheritdoc/>
    public bool IsOver(in TurnMoment moment) => moment.IsStopDemanded;
}
