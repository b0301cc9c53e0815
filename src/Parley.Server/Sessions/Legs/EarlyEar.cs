using System.Threading.Channels;
using Parley.Agents;
using Parley.Agents.Answering;
using Parley.Audio;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>
/// Listens to a leg's early media in the pace of its room, where it says and hears nothing. The media thread ticks it; what it understands is read by
/// the leg's task.
/// </summary>
internal sealed class EarlyEar(ICallLeg leg) : IAudioPort
{
    /// <summary>So much talk is a voice, and no crackle of the line being put through: a second.</summary>
    private const int TicksOfTalk = 50;

    private readonly AnswerDetector _detector = new(new() { StartsBeforeAnswer = true });
    private readonly Channel<EarlySound> _heard = Channel.CreateUnbounded<EarlySound>();
    private readonly short[] _sound = new short[AnswerDetector.FrameLength];
    private readonly bool[] _told = new bool[Enum.GetValues<EarlySound>().Length];
    private int _talked;

    /// <summary>What was heard: each kind once. Ends with <see cref="Close"/>.</summary>
    public ChannelReader<EarlySound> Heard => _heard.Reader;

    /// <inheritdoc/>
    public int SampleRate => AnswerDetector.SampleRate;

    /// <inheritdoc/>
    public bool Read(Span<short> samples)
    {
        samples.Clear();
        leg.ReadEarly(_sound);
        _detector.Process(_sound);
        switch (_detector)
        {
            case { Verdict: AnsweredBy.Intercept }:
                Tell(EarlySound.Intercept);
                break;
            case { State: LineState.Busy }:
                Tell(EarlySound.Busy);
                break;
            case { State: LineState.Ringing }:
                Tell(EarlySound.Ringback);
                break;
            case { State: LineState.Speech } when ++_talked >= TicksOfTalk:
                Tell(EarlySound.Announcement);
                break;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<short> samples)
    {
        // Nothing goes out before the answer.
    }

    /// <summary>Nothing more is to be heard.</summary>
    public void Close() => _heard.Writer.TryComplete();

    private void Tell(EarlySound sound)
    {
        if (!_told[(int)sound])
        {
            _told[(int)sound] = true;
            _heard.Writer.TryWrite(sound);
        }
    }
}
