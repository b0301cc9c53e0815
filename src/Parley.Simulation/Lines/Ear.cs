using System.Threading.Channels;
using Parley.Audio.Vad;

namespace Parley.Simulation.Lines;

/// <summary>Cuts what a callee hears into utterances by voice activity. Fed by the ticks, asked by the persona.</summary>
/// <param name="pause">How long a silence ends an utterance, until told otherwise.</param>
internal sealed class Ear(TimeSpan pause)
{
    private static readonly TimeSpan StartAfter = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly EnergyVoiceActivityDetector _detector = new();
    private readonly Channel<Utterance> _utterances = Channel.CreateUnbounded<Utterance>();
    private readonly List<(Func<Ear, bool> Condition, TaskCompletionSource Met)> _waiting = [];
    private TimeSpan _pause = pause;
    private TimeSpan _heard;
    private TimeSpan _started;
    private TimeSpan _run;
    private volatile bool _isHearing;

    /// <summary>How long a silence ends an utterance.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_gate)
            {
                return _pause;
            }
        }

        set
        {
            lock (_gate)
            {
                _pause = value;
            }
        }
    }

    /// <summary>Whether somebody is speaking just now.</summary>
    public bool IsHearing => _isHearing;

    /// <summary>For how long somebody has been speaking, short pauses included; zero when nobody is.</summary>
    public TimeSpan SpokenFor => IsHearing ? _heard - _started : TimeSpan.Zero;

    /// <summary>For how long nothing was heard.</summary>
    public TimeSpan SilentFor { get; private set; }

    /// <summary>What was said, each once its end is sure.</summary>
    public ChannelReader<Utterance> Utterances => _utterances.Reader;

    /// <summary>Listens to one tick.</summary>
    public void Hear(ReadOnlySpan<short> samples)
    {
        lock (_gate)
        {
            var isSpeech = _detector.IsSpeech(samples);
            _heard += LineTicker.Tick;
            _run = isSpeech ? _run + LineTicker.Tick : TimeSpan.Zero;
            SilentFor = isSpeech ? TimeSpan.Zero : SilentFor + LineTicker.Tick;
            if (!_isHearing && _run >= StartAfter)
            {
                (_started, _isHearing) = (_heard - StartAfter, true);
            }
            else if (_isHearing && SilentFor >= _pause)
            {
                _isHearing = false;
                _utterances.Writer.TryWrite(new Utterance(_started, _heard - SilentFor));
            }

            foreach (var (condition, met) in _waiting)
            {
                if (condition(this))
                {
                    met.TrySetResult();
                }
            }
        }
    }

    /// <summary>Waits for something to be so at the end of a tick.</summary>
    public async Task WhenAsync(Func<Ear, bool> condition, CancellationToken cancellationToken)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((condition, met));
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => met.TrySetCanceled(cancellationToken), null);
        try
        {
            await met.Task;
        }
        finally
        {
            lock (_gate)
            {
                _waiting.RemoveAll(waiter => waiter.Met == met);
            }
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
