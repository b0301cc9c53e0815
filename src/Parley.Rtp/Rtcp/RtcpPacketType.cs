namespace Parley.Rtp.Rtcp;

/// <summary>The packet types of RFC 3550, section 12.1.</summary>
internal enum RtcpPacketType : byte
{
    SenderReport = 200,
    ReceiverReport = 201,
    SourceDescription = 202,
    Goodbye = 203,
    Application = 204,
}
