using BenchmarkDotNet.Attributes;
using Parley.Agents.Answering;
using Parley.Audio.Echo;
using Parley.Audio.Tones;

namespace Parley.Benchmarks;

/// <summary>A second of what is listened for on a leg: who answered, and the echo of what was said. Times are CPU per second of a call.</summary>
[MemoryDiagnoser]
public class ListeningBenchmarks
{
    private const int Frames = 50;
    private const int Frame = 160;

    private readonly short[] _talk = new short[10 * Frames * Frame];
    private readonly ComfortNoise _noise = new();
    private AnswerDetector _answers = new();
    private readonly EchoDetector _echo = new(8000);
    private int _second;

    /// <summary>Ten seconds of noise in the rhythm of syllables, which no verdict settles for long.</summary>
    [GlobalSetup]
    public void Talk()
    {
        _noise.Fill(_talk, 20);
        for (var i = 0; i < _talk.Length; i++)
        {
            _talk[i] = (short)(_talk[i] * Math.Abs(Math.Sin(Math.PI * 4 * i / 8000)));
        }
    }

    /// <summary>Answer detection of a machine that talks: it is listened to for as long as it may still beep. Begins anew every ten seconds.</summary>
    [Benchmark]
    public void WhoAnswered()
    {
        if (_second++ % 10 == 0)
        {
            _answers = new();
        }

        for (var i = 0; i < Frames; i++)
        {
            _answers.Process(_talk.AsSpan((((_second % 10) * Frames) + i) * Frame, Frame));
        }
    }

    /// <summary>Echo detection while the agent talks and its echo comes back 100 ms later: the dearest case. A silent agent costs nothing.</summary>
    [Benchmark]
    public void Echo()
    {
        for (var i = 5; i < 5 + Frames; i++)
        {
            _echo.Process(_talk.AsSpan(i * Frame, Frame), _talk.AsSpan((i - 5) * Frame, Frame));
        }
    }
}
