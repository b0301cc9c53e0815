using System.Text;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Sip.Tests.Fakes;

/// <summary>Messages written as text.</summary>
internal static class Written
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static SipParseResult Parse(string text) => SipParser.Parse(Bytes(text));

    public static SipRequest Request(string text) => Assert.IsType<SipRequest>(Parse(text).Message);

    public static SipResponse Response(string text) => Assert.IsType<SipResponse>(Parse(text).Message);

    /// <summary>A small good request.</summary>
    public static SipRequest Request(string method, string branch, uint cseq = 1, string? toTag = null) => Request($"""
        {method} sip:callee@example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch={branch}
        Max-Forwards: 70
        From: <sip:caller@example.com>;tag=a
        To: <sip:callee@example.com>{(toTag is null ? "" : ";tag=" + toTag)}
        Call-ID: call-1
        CSeq: {cseq} {method}
        Contact: <sip:caller@192.0.2.1>
        Content-Length: 0


        """);
}
