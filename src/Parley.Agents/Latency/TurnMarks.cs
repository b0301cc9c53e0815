namespace Parley.Agents.Latency;

/// <summary>
/// When the stages of a bot turn were reached, as timestamps of the session's clock. Each is set once, by the task whose stage it is, before word of it reaches
/// the conversation's owner, who reads them.
/// </summary>
/// <param name="time">The session's clock.</param>
internal sealed class TurnMarks(TimeProvider time)
{
    /// <summary>The model was asked.</summary>
    public long? ChatAsked { get; private set; }

    /// <summary>Its first word came.</summary>
    public long? FirstToken { get; private set; }

    /// <summary>The voice was given its first sentence.</summary>
    public long? SynthesisAsked { get; private set; }

    /// <summary>Its first sound came.</summary>
    public long? FirstAudio { get; private set; }

    /// <summary>How many samples of silence come before the first that can be heard; <see langword="null"/> until that one has come.</summary>
    public long? LeadingSilence { get; private set; }

    private long _silent;

    public void AskedChat() => ChatAsked ??= time.GetTimestamp();

    public void GotToken() => FirstToken ??= time.GetTimestamp();

    public void AskedVoice() => SynthesisAsked ??= time.GetTimestamp();

    /// <summary>Sound of the voice came.</summary>
    public void GotAudio() => FirstAudio ??= time.GetTimestamp();

    /// <summary>Sound goes into the line.</summary>
    public void Play(ReadOnlySpan<short> samples)
    {
        if (LeadingSilence is not null)
        {
            return;
        }

        var first = samples.IndexOfAnyExceptInRange((short)-Audible, Audible);
        if (first < 0)
        {
            _silent += samples.Length;
        }
        else
        {
            LeadingSilence = _silent + first;
        }
    }

    /// <summary>The level from which a sample is more than a voice's noise floor: -40 dBFS.</summary>
    private const short Audible = 328;
}
