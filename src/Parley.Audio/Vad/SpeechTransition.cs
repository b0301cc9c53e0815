namespace Parley.Audio.Vad;

/// <summary>What a frame did to a <see cref="SpeechGate"/>.</summary>
public enum SpeechTransition
{
    /// <summary>Nothing changed.</summary>
    None,

    /// <summary>Speech has started.</summary>
    Started,

    /// <summary>Speech has stopped.</summary>
    Stopped,
}
