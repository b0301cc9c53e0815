using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Benchmarks;

/// <summary>SIP messages from and to bytes: an INVITE of 1.0 kB as a carrier sends it, with an SDP offer, and the 200 that accepts it.</summary>
[MemoryDiagnoser]
public class SipMessageBenchmarks
{
    private static readonly byte[] Invite = Message(
        """
        INVITE sip:+15550100001@198.51.100.20:5060 SIP/2.0
        Via: SIP/2.0/UDP 203.0.113.10:5060;branch=z9hG4bK7d3f.1a2b3c4d5e6f.0;rport
        Via: SIP/2.0/UDP 203.0.113.77:5080;received=203.0.113.77;rport=5080;branch=z9hG4bKQ1vN8vKyc2F0p
        Record-Route: <sip:203.0.113.10;lr;ftag=as5f3e2d1c>
        Max-Forwards: 69
        From: "Riverside Clinic" <sip:+15557654321@carrier.example.com>;tag=as5f3e2d1c
        To: <sip:+15550100001@198.51.100.20>
        Call-ID: 3c26700857a87f84-1f3b9c2e@203.0.113.77
        CSeq: 102 INVITE
        Contact: <sip:+15557654321@203.0.113.77:5080;transport=udp>
        User-Agent: Carrier SBC 7.4.2
        Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK
        Supported: timer, replaces
        P-Asserted-Identity: "Riverside Clinic" <sip:+15557654321@carrier.example.com>
        Content-Type: application/sdp
        Content-Length: {0}


        """,
        """
        v=0
        o=carrier 1732291200 1732291200 IN IP4 203.0.113.80
        s=-
        c=IN IP4 203.0.113.80
        t=0 0
        m=audio 31234 RTP/AVP 0 8 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=ptime:20
        a=sendrecv

        """);

    private static readonly byte[] AnswerBody = Wire(
        """
        v=0
        o=- 4503599627370496 1 IN IP4 198.51.100.20
        s=-
        c=IN IP4 198.51.100.20
        t=0 0
        m=audio 20000 RTP/AVP 0 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:20
        a=sendrecv

        """);

    private readonly ArrayBufferWriter<byte> _writer = new(4096);
    private SipRequest _request = null!;

    /// <summary>Checks that the message is a good one, so that no error path is measured.</summary>
    [GlobalSetup]
    public void ReadInvite()
    {
        _request = (SipRequest)(SipParser.Parse(Invite).Message ?? throw new InvalidDataException(SipParser.Parse(Invite).Error));
        Console.WriteLine($"INVITE: {Invite.Length} bytes, 200: {FormatOk()} bytes");
    }

    /// <summary>Parses the INVITE, its essential headers included; the SDP stays bytes.</summary>
    [Benchmark(Baseline = true)]
    public SipMessage? ParseInvite() => SipParser.Parse(Invite).Message;

    /// <summary>Makes and writes the 200 with its SDP answer.</summary>
    [Benchmark]
    public int FormatOk() => Format(_request);

    /// <summary>One incoming INVITE answered: both of the above.</summary>
    [Benchmark]
    public int ParseInviteAndFormatOk() => Format((SipRequest)SipParser.Parse(Invite).Message!);

    private static byte[] Message(string head, string body) => [.. Wire(head.Replace("{0}", $"{Wire(body).Length}", StringComparison.Ordinal)), .. Wire(body)];

    private static byte[] Wire(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    private int Format(SipRequest invite)
    {
        var ok = SipResponse.Create(invite, 200, toTag: "9fd1c7a2", body: AnswerBody, contentType: "application/sdp");
        ok.Headers.Add(SipHeaderNames.Contact, "<sip:parley@198.51.100.20:5060>");
        ok.Headers.Add(SipHeaderNames.Allow, "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO");
        _writer.ResetWrittenCount();
        SipWriter.Write(ok, _writer);
        return _writer.WrittenCount;
    }
}
