namespace Parley.Audio.Codecs;

/// <summary>
/// Turns linear samples into the bytes of an RTP payload and back. An instance belongs to one direction pair of one call leg,
/// so that codecs with memory fit the same shape. Both methods run on the media thread: no allocation, no exception on any input bytes.
/// </summary>
public interface IAudioCodec
{
    /// <summary>The encoding name of SDP's rtpmap, such as <c>PCMU</c>.</summary>
    string Name { get; }

    /// <summary>The RTP timestamp rate in Hz, as in SDP's rtpmap.</summary>
    int ClockRate { get; }

    /// <summary>The rate of the linear samples in Hz.</summary>
    int SampleRate { get; }

    /// <summary>Compresses samples.</summary>
    /// <returns>How many bytes of <paramref name="destination"/> were written.</returns>
    int Encode(ReadOnlySpan<short> samples, Span<byte> destination);

    /// <summary>Expands a payload; what does not fit into <paramref name="samples"/> is dropped.</summary>
    /// <returns>How many samples were written.</returns>
    int Decode(ReadOnlySpan<byte> payload, Span<short> samples);
}
