using Parley.Rtp;
using Parley.Rtp.Jitter;

namespace Parley.Telephony.Media;

/// <summary>What the far end sends before the call is answered, as sound that is listened to and nothing else. Nothing of it counts in the call's statistics.</summary>
/// <param name="session">A session of its own on the leg's ports; it is let go without closing them.</param>
/// <param name="codecs">What its payload types mean.</param>
internal sealed class EarlyPlayout(RtpSession session, CodecMap codecs)
{
    private readonly LegDecoder _decoder = new();
    private readonly byte[] _received = new byte[LegMedia.LargestPayload];

    /// <summary>Takes a tick.</summary>
    /// <returns><see langword="false"/> when nothing came, and the samples are all zero.</returns>
    public bool Read(Span<short> samples)
    {
        session.Poll();
        var frame = session.Take(_received);
        var length = frame.Kind switch
        {
            JitterFrameKind.Frame => _decoder.Decode(session, codecs, frame, _received.AsSpan(0, frame.Length), samples),
            JitterFrameKind.Lost => _decoder.Conceal(session, samples),
            _ => 0,
        };
        samples[length..].Clear();
        return length > 0;
    }

    /// <summary>Nothing is listened to any more.</summary>
    public void Close()
    {
        session.LetGo();
        codecs.Close();
    }
}
