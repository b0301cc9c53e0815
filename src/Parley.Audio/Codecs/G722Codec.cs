namespace Parley.Audio.Codecs;

/// <summary>
/// ITU-T G.722 at 64 kbit/s: sound up to 7 kHz in as many bytes as G.711 takes. Two bands, each of them adaptive differential PCM: six bits for the lower half,
/// two for the upper. The RTP clock runs at 8,000 Hz although there are 16,000 samples (RFC 3551, section 4.5.2). Remembers the stream: one for each leg.
/// </summary>
public sealed class G722Codec : IAudioCodec
{
    private readonly G722Splitter _splitter = new();
    private readonly G722Joiner _joiner = new();
    private G722Band _encodedLow = G722Band.Low;
    private G722Band _encodedHigh = G722Band.High;
    private G722Band _decodedLow = G722Band.Low;
    private G722Band _decodedHigh = G722Band.High;

    /// <inheritdoc/>
    public string Name => "G722";

    /// <inheritdoc/>
    public int ClockRate => 8000;

    /// <inheritdoc/>
    public int SampleRate => 16_000;

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        var bytes = samples.Length / 2;
        for (var i = 0; i < bytes; i++)
        {
            _splitter.Split(samples[2 * i], samples[(2 * i) + 1], out var low, out var high);
            var lowCode = G722Quantizer.EncodeLow(low - _encodedLow.Prediction, _encodedLow.Step);
            _encodedLow.AdaptLow(lowCode >> 2);
            var highCode = G722Quantizer.EncodeHigh(high - _encodedHigh.Prediction, _encodedHigh.Step);
            _encodedHigh.AdaptHigh(highCode);
            destination[i] = (byte)((highCode << 6) | lowCode);
        }

        return bytes;
    }

    /// <inheritdoc/>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var bytes = Math.Min(payload.Length, samples.Length / 2);
        for (var i = 0; i < bytes; i++)
        {
            var (lowCode, highCode) = (payload[i] & 0x3F, payload[i] >> 6);
            var low = Limit(_decodedLow.Prediction + G722Quantizer.DecodeLow(lowCode, _decodedLow.Step));
            _decodedLow.AdaptLow(lowCode >> 2);
            var high = Limit(_decodedHigh.Prediction + G722Quantizer.DecodeHigh(highCode, _decodedHigh.Step));
            _decodedHigh.AdaptHigh(highCode);
            _joiner.Join(low, high, out samples[2 * i], out samples[(2 * i) + 1]);
        }

        return 2 * bytes;
    }

    private static int Limit(int value) => Math.Clamp(value, -16_384, 16_383);
}
