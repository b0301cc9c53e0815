using BenchmarkDotNet.Attributes;
using Parley.Audio.Codecs;

namespace Parley.Benchmarks;

/// <summary>G.711 on one frame of 20 ms (160 samples). Multiply by 50 for a second of one direction.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly short[] _samples = new short[160];
    private readonly byte[] _encoded = new byte[160];

    /// <summary>Fills the frame with a loud tone.</summary>
    [GlobalSetup]
    public void MakeTone()
    {
        for (var i = 0; i < _samples.Length; i++)
        {
            _samples[i] = (short)(20_000 * Math.Sin(2 * Math.PI * 440 * i / 8000));
        }

        G711.EncodeMuLaw(_samples, _encoded);
    }

    /// <summary>Linear to mu-law.</summary>
    [Benchmark]
    public void EncodeMuLaw() => G711.EncodeMuLaw(_samples, _encoded);

    /// <summary>Mu-law to linear.</summary>
    [Benchmark]
    public void DecodeMuLaw() => G711.DecodeMuLaw(_encoded, _samples);

    /// <summary>Linear to A-law.</summary>
    [Benchmark]
    public void EncodeALaw() => G711.EncodeALaw(_samples, _encoded);

    /// <summary>A-law to linear.</summary>
    [Benchmark]
    public void DecodeALaw() => G711.DecodeALaw(_encoded, _samples);
}
