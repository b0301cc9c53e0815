using Parley.Audio.Codecs;
using Parley.Simulation.Voices;

namespace Parley.Benchmarks.Conversations;

/// <summary>What callees say, as payloads of PCMU.</summary>
internal sealed class CalleeVoice
{
    private const int FrameLength = 160;

    /// <summary>A packet without sound.</summary>
    public static readonly byte[] Silence = Enumerable.Repeat((byte)0xFF, FrameLength).ToArray();

    private CalleeVoice(byte[][] hello, byte[][] reply, byte[][] bargeIn) => (Hello, Reply, BargeIn) = (hello, reply, bargeIn);

    public byte[][] Hello { get; }

    public byte[][] Reply { get; }

    public byte[][] BargeIn { get; }

    /// <summary>Whether a payload is more than digital silence, positive or negative.</summary>
    public static bool IsVoiced(ReadOnlySpan<byte> payload) => payload.ContainsAnyExcept((byte)0xFF, (byte)0x7F);

    public static async Task<CalleeVoice> RenderAsync() =>
        new(await RenderAsync("Hello?"), await RenderAsync("That is all very interesting, please go on."), await RenderAsync("Excuse me, I have a question."));

    private static async Task<byte[][]> RenderAsync(string words)
    {
        var payloads = new List<byte[]>();
        var samples = new short[FrameLength];
        await foreach (var frame in new BabbleTextToSpeech().SynthesizeAsync(words, new(), CancellationToken.None))
        {
            Array.Clear(samples);
            frame.Samples.Span.CopyTo(samples);
            var payload = new byte[FrameLength];
            PcmuCodec.Instance.Encode(samples, payload);
            payloads.Add(payload);
        }

        return [.. payloads];
    }
}
