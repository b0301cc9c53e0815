namespace Parley.Audio.Vad;

/// <summary>How long speech and silence must last to count for <see cref="SpeechGate"/>.</summary>
public sealed record SpeechGateOptions
{
    /// <summary>Speech this long starts a turn; shorter is a click or a cough.</summary>
    public TimeSpan StartAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Silence this long stops it.</summary>
    public TimeSpan StopAfter { get; init; } = TimeSpan.FromMilliseconds(200);
}
