using Parley.Rtp.Transport;

namespace Parley.Rtp;

/// <summary>
/// Sees every datagram of a session as it is taken and sent: decrypted, where the session is encrypted, and what was not genuine not at all. Called on the media thread;
/// it must not wait, lock, allocate or throw.
/// </summary>
public interface IRtpWatcher
{
    /// <summary>Sees a datagram, which is the caller's again afterwards.</summary>
    void Saw(in RtpSighting what, ReadOnlySpan<byte> datagram);
}

/// <summary>What a datagram of a session is, and which way it went.</summary>
/// <param name="IsSent">Whether we sent it.</param>
/// <param name="Kind">What it carries.</param>
/// <param name="LocalPort">Our port.</param>
/// <param name="Remote">The other side's address.</param>
public readonly record struct RtpSighting(bool IsSent, RtpDatagramKind Kind, ushort LocalPort, SocketEndPoint Remote);

/// <summary>What a datagram on a media port carries.</summary>
public enum RtpDatagramKind : byte
{
    /// <summary>Sound, comfort noise included.</summary>
    Sound,

    /// <summary>A key (RFC 4733).</summary>
    TelephoneEvent,

    /// <summary>Reports: RTCP.</summary>
    Report,

    /// <summary>Something else: RTP that was not agreed on, STUN, or no protocol at all.</summary>
    Other,
}
