namespace Parley.Audio.Vad;

/// <summary>Turns frame decisions into turns: speech has started once it lasted long enough, and stopped once it paused long enough.</summary>
/// <param name="options">The two durations.</param>
public sealed class SpeechGate(SpeechGateOptions? options = null)
{
    private readonly SpeechGateOptions _options = options ?? new();
    private TimeSpan _run;

    /// <summary>Whether speech has started and not yet stopped.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Takes the decision about the next frame.</summary>
    /// <param name="isSpeech">What the detector said.</param>
    /// <param name="duration">How long the frame lasts.</param>
    public SpeechTransition Process(bool isSpeech, TimeSpan duration)
    {
        _run = isSpeech == IsOpen ? TimeSpan.Zero : _run + duration;
        if (_run < (IsOpen ? _options.StopAfter : _options.StartAfter) || isSpeech == IsOpen)
        {
            return SpeechTransition.None;
        }

        _run = TimeSpan.Zero;
        IsOpen = !IsOpen;
        return IsOpen ? SpeechTransition.Started : SpeechTransition.Stopped;
    }

    /// <summary>Closes the gate without an event, as when another call begins.</summary>
    public void Reset() => (_run, IsOpen) = (TimeSpan.Zero, false);
}
