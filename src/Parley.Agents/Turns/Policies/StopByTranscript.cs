namespace Parley.Agents;

/// <summary>
/// A turn is over once the recogniser, which hears while they speak, has said its last word on it, and a short silence goes by. Put a
/// <see cref="StopBySilence"/> beside it for turns without words.
/// </summary>
public sealed record StopByTranscript : ITurnStop
{
    /// <summary>The silence.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public bool IsOver(in TurnMoment moment) => moment.AreWordsFinal && moment.Silence >= Pause;
}
