namespace Parley.Audio.Codecs;

/// <summary>
/// Opus (RFC 6716) through the system's libopus, as a telephone wants it: one channel, speech, with a spare copy of each frame in the next one. Sampled at 8,000 Hz, the
/// rate of rooms, which the codec does by itself; what others send is decoded whatever its band. Remembers the stream: one for each leg.
/// </summary>
public sealed class OpusCodec : IConcealingCodec, IDisposable
{
    /// <summary>The longest packet that can be decoded: 120 ms (RFC 6716, section 2.1.4).</summary>
    public const int LongestPacket = Rate * 120 / 1000;

    private const int Rate = 8000;
    private const int SetBitRate = 4002;
    private const int SetComplexity = 4010;
    private const int SetInbandFec = 4012;
    private const int SetExpectedLoss = 4014;
    private const int BitRate = 24_000;
    private const int Complexity = 5;
    private const int ExpectedLossPercent = 10;

    private readonly OpusHandle _encoder;
    private readonly OpusHandle _decoder;

    private OpusCodec(OpusHandle encoder, OpusHandle decoder) => (_encoder, _decoder) = (encoder, decoder);

    /// <summary>Whether the library is there.</summary>
    public static bool IsAvailable => OpusLibrary.IsAvailable;

    /// <inheritdoc/>
    public string Name => "opus";

    /// <inheritdoc/>
    public int ClockRate => 48_000;

    /// <inheritdoc/>
    public int SampleRate => Rate;

    /// <summary>Makes a codec for one leg; <see langword="null"/> without the library.</summary>
    public static OpusCodec? Create()
    {
        if (!IsAvailable)
        {
            return null;
        }

        var encoder = new OpusHandle(OpusLibrary.CreateEncoder(Rate), OpusLibrary.DestroyEncoder);
        var decoder = new OpusHandle(OpusLibrary.CreateDecoder(Rate), OpusLibrary.DestroyDecoder);
        if (encoder.IsInvalid || decoder.IsInvalid)
        {
            encoder.Dispose();
            decoder.Dispose();
            return null;
        }

        OpusLibrary.Set(encoder.Address, SetBitRate, BitRate);
        OpusLibrary.Set(encoder.Address, SetComplexity, Complexity);
        OpusLibrary.Set(encoder.Address, SetInbandFec, 1);
        OpusLibrary.Set(encoder.Address, SetExpectedLoss, ExpectedLossPercent);
        return new(encoder, decoder);
    }

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<short> samples, Span<byte> destination) => Math.Max(0, OpusLibrary.Encode(_encoder.Address, samples, destination));

    /// <inheritdoc/>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples) =>
        payload.IsEmpty ? Conceal(samples) : Math.Max(0, OpusLibrary.Decode(_decoder.Address, payload, samples, recover: false));

    /// <inheritdoc/>
    public int Conceal(Span<short> samples) => Math.Max(0, OpusLibrary.Decode(_decoder.Address, default, samples, recover: false));

    /// <inheritdoc/>
    public int Recover(ReadOnlySpan<byte> next, Span<short> samples) => Math.Max(0, OpusLibrary.Decode(_decoder.Address, next, samples, recover: true));

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }
}
