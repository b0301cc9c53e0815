using System.Text;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Parsing;

public class SipParserTests
{
    private const string Essentials = """
        Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa
        From: <sip:a@h>;tag=1
        To: <sip:b@h>
        Call-ID: c1
        CSeq: 1 INVITE
        """;

    [Fact]
    public void Parse_CompactFoldedAndOddlyCased_IsReadInFull()
    {
        var request = Written.Request("""
            INVITE sip:b@h SIP/2.0
            v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa
            f:
              "Folded
              Name" <sip:a@h>;tag=1
            TO :	 <sip:b@h>
            I: c1
            cseq: 0009
              INVITE
            s:
            Max-Forwards: 0068
            NewFangledHeader:   newfangled value
             continued newfangled value
            l: 4

            body and more
            """);
        Assert.Equal("Folded Name", request.From.DisplayName);
        Assert.Equal("c1", request.CallId);
        Assert.Equal(new CSeq(9, "INVITE"), request.CSeq);
        Assert.Equal("", request.Headers["Subject"]);
        Assert.Equal("newfangled value continued newfangled value", request.Headers["newfangledheader"]);
        Assert.Equal("body", Encoding.ASCII.GetString(request.Body.Span));
        Assert.Equal("From", request.Headers[1].Name);
    }

    [Fact]
    public void Parse_BinaryBody_IsKept()
    {
        byte[] body = [0, 13, 10, 255, 0, 128];
        byte[] bytes = [.. Written.Bytes($"INVITE sip:b@h SIP/2.0\n{Essentials}\nContent-Length: 6\n\n"), .. body];
        Assert.Equal(body, SipParser.Parse(bytes).Message!.Body.ToArray());
    }

    [Fact]
    public void Parse_LoneLineFeedsAndLeadingEmptyLines_AreForgiven()
    {
        var bytes = Encoding.ASCII.GetBytes("\r\n\r\nINVITE sip:b@h SIP/2.0\n" + Essentials.ReplaceLineEndings("\n") + "\n\nx");
        Assert.Equal("x", Encoding.ASCII.GetString(SipParser.Parse(bytes).Message!.Body.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    [InlineData("\0\0\0\0")]
    public void Parse_KeepAlive_IsNeitherMessageNorError(string text) => Assert.True(SipParser.Parse(Encoding.ASCII.GetBytes(text)).IsKeepAlive);

    [Theory]
    [InlineData("Content-Length: -999", 400)]
    [InlineData("Content-Length: 9999", 400)]
    [InlineData("Content-Length: many", 400)]
    [InlineData("Content-Length: 99999999999999999999", 400)]
    [InlineData("Content-Length: 0\nContent-Length: 1", 400)]
    [InlineData("Max-Forwards: 300", 400)]
    [InlineData("Contact: \"Joe\" <sip:joe@example.org>;;;;", 400)]
    [InlineData("Record-Route: <nonsense>", 400)]
    [InlineData("From: <sip:second@h>;tag=2", 400)]
    [InlineData("no colon here", 400)]
    [InlineData("Bad Name: x", 400)]
    public void Parse_BadHeader_IsToBeAnswered(string header, int status)
    {
        var result = Written.Parse($"INVITE sip:b@h SIP/2.0\n{Essentials}\n{header}\n\n");
        Assert.Null(result.Message);
        Assert.Equal(status, result.ErrorStatus);
        Assert.Equal("c1", result.Refused!.CallId);
    }

    [Fact]
    public void Parse_SeveralFrom_AnswerCopiesOnlyTheFirst()
    {
        var refused = Written.Parse($"INVITE sip:b@h SIP/2.0\n{Essentials}\nFrom: <sip:second@h>\n\n").Refused!;
        Assert.Equal(["<sip:a@h>;tag=1"], refused.Headers.GetValues("From"));
    }

    [Theory]
    [InlineData("INVITE sip:b@h SIP/7.0", 505)]
    [InlineData("INVITE <sip:b@h> SIP/2.0", 400)]
    [InlineData("INVITE sip:b@h; lr SIP/2.0", 400)]
    [InlineData("OPTIONS sip:b@h SIP/2.0", 400)]
    public void Parse_BadRequestLine_IsToBeAnswered(string line, int status) =>
        Assert.Equal(status, Written.Parse($"{line}\n{Essentials}\n\n").ErrorStatus);

    [Theory]
    [InlineData("INVITE sip:b@h")]
    [InlineData("IN<VITE sip:b@h SIP/2.0")]
    [InlineData("garbage")]
    [InlineData("SIP/2.0 4294967301 better not break")]
    [InlineData("SIP/2.0 99 Low")]
    [InlineData("SIP/2.0 2000 Long")]
    [InlineData("SIP/3.0 200 OK")]
    [InlineData("SIP/2.0")]
    [InlineData("ACK sip:b@h SIP/7.0")]
    public void Parse_HopelessFirstLine_IsDropped(string line)
    {
        var result = Written.Parse($"{line}\n{Essentials}\n\n");
        Assert.Null(result.Message);
        Assert.NotNull(result.Error);
        Assert.Equal(0, result.ErrorStatus);
    }

    [Theory]
    [InlineData("Via")]
    [InlineData("From")]
    [InlineData("To")]
    [InlineData("Call-ID")]
    [InlineData("CSeq")]
    public void Parse_EssentialMissing_CannotBeAnswered(string name)
    {
        var lines = Essentials.Split('\n').Where(l => !l.StartsWith(name + ":", StringComparison.Ordinal));
        var result = Written.Parse($"INVITE sip:b@h SIP/2.0\n{string.Join('\n', lines)}\n\n");
        Assert.Equal((null, 0), (result.Message, result.ErrorStatus));
    }

    [Theory]
    [InlineData("SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое", 200, "= 2**3 * 5**2 но сто девяносто девять - простое")]
    [InlineData("SIP/2.0 100 ", 100, "")]
    [InlineData("SIP/2.0 100", 100, "")]
    [InlineData("sip/2.0 486 Busy", 486, "Busy")]
    public void Parse_StatusLine_IsRead(string line, int status, string phrase)
    {
        var response = Written.Response($"{line}\n{Essentials}\n\n");
        Assert.Equal((status, phrase), (response.Status, response.ReasonPhrase));
    }

    [Fact]
    public void Parse_UnknownMethod_KeepsItsCase()
    {
        var request = Written.Request($"RE%47IST%45R sip:b@h SIP/2.0\n{Essentials.Replace("INVITE", "RE%47IST%45R", StringComparison.Ordinal)}\n\n");
        Assert.Equal("RE%47IST%45R", request.Method);
    }

    [Fact]
    public void Parse_SeveralViasInOneLine_TopIsTheFirst()
    {
        var request = Written.Request($"INVITE sip:b@h SIP/2.0\n{Essentials.Replace("z9hG4bKa", "z9hG4bKa, SIP/2.0/TCP second", StringComparison.Ordinal)}\n\n");
        Assert.Equal("192.0.2.1", request.TopVia.Host);
        Assert.Equal(2, request.Headers.GetValues("Via").Count());
    }

    [Fact]
    public void Write_ParsedMessage_ComesBackTheSame()
    {
        var text = $"INVITE sip:b@h;x=%20 SIP/2.0\n{Essentials}\nX-Ünïcode: päivää\nContent-Type: text/plain\nContent-Length: 2\n\nhi".ReplaceLineEndings("\r\n");
        var request = Written.Request(text.Replace("X-Ünïcode", "X-Any", StringComparison.Ordinal));
        var again = Assert.IsType<SipRequest>(SipParser.Parse(SipWriter.ToArray(request)).Message);
        Assert.Equal(request.Headers.Where(h => h.Name != "Content-Length"), again.Headers.Where(h => h.Name != "Content-Length"));
        Assert.Equal(request.ToString(), again.ToString());
        Assert.Equal("hi", Encoding.ASCII.GetString(again.Body.Span));
    }

    [Fact]
    public void Write_LineBreakInValue_CannotSmuggleAHeader()
    {
        var request = Written.Request("OPTIONS", "z9hG4bKx");
        request.Headers.Add("X-Note", "a\r\nX-Evil: 1\0");
        var text = Encoding.UTF8.GetString(SipWriter.ToArray(request));
        Assert.Contains("X-Note: a  X-Evil: 1 \r\n", text, StringComparison.Ordinal);
    }
}
