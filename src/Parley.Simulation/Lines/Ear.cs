using System.Threading.Channels;
using Parley.Audio.Vad;

namespace Parley.Simulation.Lines;

/// <summary>Cuts what a callee hears into utterances by voice activity. Fed by the ticks, asked by the persona.</summary>
internal sealed class Ear(TimeSpan pause)
{
    private readonly EnergyVoiceActivityDetector _detector = new();
    private readonly SpeechGate _gate = new(new() { StartAfter = TimeSpan.FromMilliseconds(100), StopAfter = pause });
    private readonly Channel<Utterance> _utterances = Channel.CreateUnbounded<Utterance>();
    private TimeSpan _heard;
    private TimeSpan _started;
    private volatile bool _isHearing;

    /// <summary>Whether somebody is speaking just now.</summary>
    public bool IsHearing => _isHearing;

    /// <summary>What was said, each once its end is sure.</summary>
    public ChannelReader<Utterance> Utterances => _utterances.Reader;

    /// <summary>Listens to one tick.</summary>
    public void Hear(ReadOnlySpan<short> samples)
    {
        _heard += LineTicker.Tick;
        switch (_gate.Process(_detector.IsSpeech(samples), LineTicker.Tick))
        {
            case SpeechTransition.Started:
                (_started, _isHearing) = (_heard - TimeSpan.FromMilliseconds(100), true);
                break;
            case SpeechTransition.Stopped:
                _isHearing = false;
                _utterances.Writer.TryWrite(new Utterance(_started, _heard - pause));
                break;
        }
    }

    /// <summary>Forgets what was said and not listened to.</summary>
    public void Forget()
    {
        while (_utterances.Reader.TryRead(out _))
        {
            // Spoken over.
        }
    }
}
