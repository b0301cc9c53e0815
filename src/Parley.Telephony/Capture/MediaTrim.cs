using System.Buffers.Binary;
using Parley.Rtp;
using Parley.Rtp.TelephoneEvents;

namespace Parley.Telephony.Capture;

/// <summary>What of a datagram may be kept.</summary>
internal static class MediaTrim
{
    /// <summary>The event of a key that is not told: one that no telephone has.</summary>
    public const byte HiddenKey = 255;

    private const int FixedHeader = 12;
    private const int UnknownKept = 20; // The header of STUN: no attribute, so no secret.
    private const int RtpVersion = 2;

    /// <summary>How many bytes, from the beginning, are kept.</summary>
    public static int Length(RtpDatagramKind kind, ReadOnlySpan<byte> datagram, CallCaptureOptions options) => kind switch
    {
        RtpDatagramKind.Sound when !options.KeepsSound => Math.Min(HeaderLength(datagram), datagram.Length),
        RtpDatagramKind.TelephoneEvent when !options.KeepsKeys => Math.Min(HeaderLength(datagram) + TelephoneEvent.Size, datagram.Length),
        RtpDatagramKind.Other when !options.KeepsKeys || !options.KeepsSound => Math.Min(IsRtp(datagram) ? HeaderLength(datagram) : UnknownKept, datagram.Length),
        _ => datagram.Length,
    };

    // Keys come under types that were not agreed on, too.
    private static bool IsRtp(ReadOnlySpan<byte> datagram) => datagram.Length >= FixedHeader && datagram[0] >> 6 == RtpVersion;

    /// <summary>Where the payload of an RTP packet begins, as far as it can be told.</summary>
    public static int HeaderLength(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < FixedHeader)
        {
            return packet.Length;
        }

        var length = FixedHeader + (4 * (packet[0] & 0x0F));
        return (packet[0] & 0x10) != 0 && packet.Length >= length + 4 ? length + 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..])) : length;
    }
}
