using System.Net;
using Parley.Rtp.Srtp;

namespace Parley.Rtp.Sdp;

/// <summary>What an offer and its answer agreed on, seen from our side.</summary>
/// <param name="Remote">Where to send media.</param>
/// <param name="RemoteRtcp">Where to send reports.</param>
/// <param name="Codec">The codec to send, with the payload type that the far end wants to see.</param>
/// <param name="Direction">Which way media flows, from our side: on hold by them, we neither send nor (if inactive) receive.</param>
/// <param name="PacketTime">The length of the packets to send.</param>
public sealed record NegotiatedAudio(
    IPEndPoint Remote,
    IPEndPoint RemoteRtcp,
    CodecDescription Codec,
    MediaDirection Direction,
    TimeSpan PacketTime)
{
    /// <summary>The payload type of <see cref="Codec"/> in packets that we send.</summary>
    public byte PayloadType => Codec.PayloadType ?? throw new InvalidOperationException($"{Codec} was negotiated without a payload type.");

    /// <summary>The name of <see cref="Codec"/>, e.g. <c>PCMU</c>.</summary>
    public string Encoding => Codec.Name;

    /// <summary>The payload type of digits that we send, or <see langword="null"/> when the far end takes none.</summary>
    public byte? TelephoneEventPayloadType { get; init; }

    /// <summary>The clock of the digits that we send: that of the codec where the far end has it (RFC 4733, section 2.1).</summary>
    public int TelephoneEventClockRate { get; init; } = 8000;

    /// <summary>The payload type of comfort noise that we send, or <see langword="null"/> when the far end takes none, or we want none.</summary>
    public byte? ComfortNoisePayloadType { get; init; }

    /// <summary>The payload type of digits that we receive, in our own numbering.</summary>
    public byte? ReceivedTelephoneEventPayloadType { get; init; }

    /// <summary>What both ends encrypt with; <see langword="null"/> for plain sound.</summary>
    public SrtpKeys? Srtp { get; init; }

    /// <summary>Every codec that may come in, with its payload type: the far end may change among them at any packet.</summary>
    public IReadOnlyList<CodecDescription> Receivable { get; init; } = [Codec];

    /// <summary>Finds the codec of a received packet.</summary>
    public CodecDescription? FindReceivable(byte payloadType)
    {
        foreach (var codec in Receivable)
        {
            if (codec.PayloadType == payloadType)
            {
                return codec;
            }
        }

        return null;
    }

    /// <summary>Whether keys go as telephone-events (RFC 4733): both sides named them.</summary>
    public bool TakesTelephoneEvents => TelephoneEventPayloadType is not null;
}
