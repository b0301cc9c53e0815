namespace Parley.Agents;

/// <summary>A turn is over after so much silence.</summary>
/// <param name="Pause">How much.</param>
public sealed record StopBySilence(TimeSpan Pause) : ITurnStop
{
    /// <inheritdoc/>
    public bool IsOver(in TurnMoment moment) => moment.Silence >= Pause;
}
