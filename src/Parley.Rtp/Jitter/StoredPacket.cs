namespace Parley.Rtp.Jitter;

/// <summary>A packet that waits whole for its decoder; a view that is valid until the next <see cref="RtpSession.Poll"/>.</summary>
/// <param name="sequence">Its extended sequence number.</param>
/// <param name="payloadType">Its payload type.</param>
/// <param name="payload">Its payload.</param>
public readonly ref struct StoredPacket(long sequence, byte payloadType, ReadOnlySpan<byte> payload)
{
    /// <summary>The extended sequence number: one more for each packet sent.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The RTP payload type.</summary>
    public byte PayloadType { get; } = payloadType;

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
