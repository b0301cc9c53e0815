using System.Buffers.Binary;

namespace Parley.Rtp.Packets;

/// <summary>A received RTP packet (RFC 3550, section 5.1): a view of the datagram, valid as long as its buffer is.</summary>
public readonly ref struct RtpPacket
{
    private const byte PaddingBit = 0x20;
    private const byte ExtensionBit = 0x10;
    private const int WordSize = 4;

    private RtpPacket(RtpHeader header, ReadOnlySpan<byte> contributors, ushort? extensionProfile, ReadOnlySpan<byte> extension, ReadOnlySpan<byte> payload)
    {
        Header = header;
        Contributors = contributors;
        ExtensionProfile = extensionProfile;
        Extension = extension;
        Payload = payload;
    }

    /// <summary>The fixed fields.</summary>
    public RtpHeader Header { get; }

    /// <summary>The contributing sources, four bytes each.</summary>
    public ReadOnlySpan<byte> Contributors { get; }

    /// <summary>The number of contributing sources, 0-15.</summary>
    public int ContributorCount => Contributors.Length / WordSize;

    /// <summary>The profile field of the header extension, or <see langword="null"/> without one.</summary>
    public ushort? ExtensionProfile { get; }

    /// <summary>The header extension's content; whole words.</summary>
    public ReadOnlySpan<byte> Extension { get; }

    /// <summary>The payload, without padding. May be empty.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>One of the contributing sources.</summary>
    public uint GetContributor(int index) => BinaryPrimitives.ReadUInt32BigEndian(Contributors.Slice(index * WordSize, WordSize));

    /// <summary>Reads a datagram. Returns <see langword="false"/> when it is not RTP or contradicts itself; never throws on network input.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length < RtpHeader.Size || datagram[0] >> 6 != RtpHeader.Version)
        {
            return false;
        }

        var header = new RtpHeader(
            (byte)(datagram[1] & 0x7F),
            (datagram[1] & 0x80) != 0,
            BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]));
        var rest = datagram[RtpHeader.Size..];

        var contributorBytes = (datagram[0] & 0x0F) * WordSize;
        if (rest.Length < contributorBytes)
        {
            return false;
        }

        var contributors = rest[..contributorBytes];
        rest = rest[contributorBytes..];

        ushort? extensionProfile = null;
        ReadOnlySpan<byte> extension = default;
        if ((datagram[0] & ExtensionBit) != 0)
        {
            if (rest.Length < WordSize)
            {
                return false;
            }

            extensionProfile = BinaryPrimitives.ReadUInt16BigEndian(rest);
            var extensionBytes = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) * WordSize;
            rest = rest[WordSize..];
            if (rest.Length < extensionBytes)
            {
                return false;
            }

            extension = rest[..extensionBytes];
            rest = rest[extensionBytes..];
        }

        if ((datagram[0] & PaddingBit) != 0)
        {
            if (rest.IsEmpty || rest[^1] == 0 || rest[^1] > rest.Length)
            {
                return false;
            }

            rest = rest[..^rest[^1]];
        }

        packet = new(header, contributors, extensionProfile, extension, rest);
        return true;
    }

    /// <summary>
    /// Whether a datagram on a media port is a report sent to the wrong place, or multiplexed (RFC 5761, section 4): packet types 192-223 in
    /// the second byte, which RTP payload types never reach with their marker.
    /// </summary>
    public static bool LooksLikeRtcp(ReadOnlySpan<byte> datagram) => datagram.Length >= 2 && datagram[0] >> 6 == RtpHeader.Version && datagram[1] is >= 192 and <= 223;
}
