using System.Runtime.InteropServices;
using Parley.Audio;
using Parley.Audio.Wav;
using Parley.Simulation.Scripts;

namespace Parley.Simulation.Lines;

/// <summary>Both sides of a call, tick by tick, up to a longest duration.</summary>
internal sealed class CallTape(TimeSpan longest)
{
    private readonly Lock _gate = new();
    private readonly List<short> _said = [];
    private readonly List<short> _heard = [];

    /// <summary>How long the tape is.</summary>
    public TimeSpan Duration
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromSeconds((double)_said.Count / LineBook.SampleRate);
            }
        }
    }

    /// <summary>What the callee said, at 8 kHz.</summary>
    public AudioFrame Said => Copy(_said, TimeSpan.Zero);

    /// <summary>What the callee heard, at 8 kHz.</summary>
    public AudioFrame Heard => Copy(_heard, TimeSpan.Zero);

    /// <summary>What the callee heard from a moment on.</summary>
    public AudioFrame HeardFrom(TimeSpan start) => Copy(_heard, start);

    /// <summary>Appends one tick.</summary>
    public void Add(ReadOnlySpan<short> said, ReadOnlySpan<short> heard)
    {
        lock (_gate)
        {
            if (_said.Count + said.Length <= longest.TotalSeconds * LineBook.SampleRate)
            {
                _said.AddRange(said);
                _heard.AddRange(heard);
            }
        }
    }

    /// <summary>Writes a stereo WAV file: left what the callee said, right what it heard.</summary>
    public void Save(Stream file)
    {
        var said = Said.Samples.Span;
        var heard = Heard.Samples.Span;
        var pairs = new short[2 * said.Length];
        for (var i = 0; i < said.Length; i++)
        {
            (pairs[2 * i], pairs[(2 * i) + 1]) = (said[i], heard[i]);
        }

        using var writer = new WavWriter(file, LineBook.SampleRate, channels: 2, leaveOpen: true);
        writer.Write(pairs);
    }

    private AudioFrame Copy(List<short> samples, TimeSpan start)
    {
        lock (_gate)
        {
            var first = Math.Min(samples.Count, (int)(start.TotalSeconds * LineBook.SampleRate));
            return new AudioFrame(CollectionsMarshal.AsSpan(samples)[first..].ToArray(), LineBook.SampleRate);
        }
    }
}
