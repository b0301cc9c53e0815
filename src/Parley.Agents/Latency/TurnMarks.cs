using Parley.Agents.Turns;

namespace Parley.Agents.Latency;

/// <summary>
/// When the stages of a bot turn were reached, as timestamps of the session's clock. Each is set once, by the task whose stage it is, before word of it reaches
/// the conversation's owner, who reads them.
/// </summary>
/// <param name="time">The session's clock.</param>
/// <param name="note">Told of each stage.</param>
internal sealed class TurnMarks(TimeProvider time, Action<TurnProgress> note)
{
    /// <summary>The level from which a sample is more than a voice's noise floor: -40 dBFS.</summary>
    private const short Audible = 328;

    private long _silent;

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

    /// <summary>The model is asked.</summary>
    /// <param name="words">What it is to answer, if that is the other side's.</param>
    public void AskedChat(string? words)
    {
        ChatAsked ??= time.GetTimestamp();
        note(new(TurnStage.ChatAsked, words));
    }

    /// <summary>The model gave words.</summary>
    public void GotText(string words)
    {
        FirstToken ??= time.GetTimestamp();
        note(new(TurnStage.ChatText, words));
    }

    /// <summary>The model has given all words.</summary>
    public void GotAllText() => note(new(TurnStage.ChatEnded));

    /// <summary>The voice is given a sentence.</summary>
    public void AskedVoice(string sentence)
    {
        SynthesisAsked ??= time.GetTimestamp();
        note(new(TurnStage.SynthesisStarted, sentence));
    }

    /// <summary>A model that speaks by itself has come to the end of a sentence.</summary>
    public void Speaks(string sentence) => note(new(TurnStage.SynthesisStarted, sentence));

    /// <summary>The sentence's sound is there.</summary>
    public void GotAllAudio() => note(new(TurnStage.SynthesisEnded));

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
}
