using Parley.Sip.Messages;

namespace Parley.Sip.Tests.Messages;

public class HeaderValueTests
{
    [Theory]
    [InlineData("\"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com> ; tag = 98asjd8", "J Rosenberg \\\"", "sip:jdrosen@example.com", "98asjd8")]
    [InlineData("Bell<sip:bell@example.com>;tag=43", "Bell", "sip:bell@example.com", "43")]
    [InlineData("sip:a@h;tag=1", null, "sip:a@h", "1")]
    [InlineData("sip:user;par=x@h;tag=2", null, "sip:user;par=x@h", "2")]
    [InlineData("<sip:a@h;x=y>", null, "sip:a@h;x=y", null)]
    [InlineData("\"a, <b>\" <sip:a@h>", "a, <b>", "sip:a@h", null)]
    [InlineData("<tel:+15551230001>;tag=x", null, "tel:+15551230001", "x")]
    public void NameAddress_WellFormed_IsRead(string text, string? name, string uri, string? tag)
    {
        Assert.True(NameAddress.TryParse(text, out var address));
        Assert.Equal((name, uri, tag), (address.DisplayName, address.Uri.ToString(), address.Tag));
        Assert.True(NameAddress.TryParse(address.ToString(), out var again));
        Assert.Equal((name, uri, tag), (again.DisplayName, again.Uri.ToString(), again.Tag));
    }

    [Theory]
    [InlineData("\"Mr. J. User <sip:j.user@example.com>")]
    [InlineData("\"Watson, Thomas\" < sip:t.watson@example.org >")]
    [InlineData("sip:user@example.com?Route=%3Csip:sip.example.com%3E")]
    [InlineData("\"Joe\" <sip:joe@example.org>;;;;")]
    [InlineData("<sip:a@h")]
    [InlineData("\"a\" \"b\" <sip:a@h>")]
    [InlineData("")]
    public void NameAddress_Malformed_ReturnsFalse(string text) => Assert.False(NameAddress.TryParse(text, out _));

    [Fact]
    public void NameAddress_DisplayNameWithLineBreak_CannotSmuggleAHeader() =>
        Assert.Equal("\"aX-Evil: 1\" <sip:a@h>", new NameAddress(SipUri.Parse("sip:a@h"), "a\r\nX-Evil: 1").ToString());

    [Theory]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa;rport", "UDP", "192.0.2.1", 5060, "z9hG4bKa")]
    [InlineData("SIP  / 2.0\t/ TCP     spindle.example.com ; branch = z9hG4bK9ikj8", "TCP", "spindle.example.com", null, "z9hG4bK9ikj8")]
    [InlineData("sip/2.0/udp [2001:db8::9]:5070", "UDP", "[2001:db8::9]", 5070, null)]
    [InlineData("SIP/2.0/unknown h : 5061;received=1.2.3.4", "UNKNOWN", "h", 5061, null)]
    public void Via_WellFormed_IsRead(string text, string transport, string host, int? port, string? branch)
    {
        Assert.True(Via.TryParse(text, out var via));
        Assert.Equal((transport, host, port, branch), (via.Transport, via.Host, via.Port, via.Branch));
    }

    [Theory]
    [InlineData("SIP/2.0/UDP 192.0.2.15;;,;,,")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/7.0/UDP h")]
    [InlineData("UDP h")]
    [InlineData("SIP/2.0/UDP h:")]
    public void Via_Malformed_ReturnsFalse(string text) => Assert.False(Via.TryParse(text, out _));

    [Theory]
    [InlineData("1 INVITE", 1u, "INVITE")]
    [InlineData("0009  INVITE", 9u, "INVITE")]
    [InlineData("2147483647 a", 2147483647u, "a")]
    public void CSeq_WellFormed_IsRead(string text, uint number, string method)
    {
        Assert.True(CSeq.TryParse(text, out var value));
        Assert.Equal(new CSeq(number, method), value);
    }

    [Theory]
    [InlineData("36893488147419103232 REGISTER")]
    [InlineData("2147483648 INVITE")]
    [InlineData("-1 INVITE")]
    [InlineData("INVITE")]
    [InlineData("1")]
    [InlineData("1 INVITE x")]
    public void CSeq_Malformed_ReturnsFalse(string text) => Assert.False(CSeq.TryParse(text, out _));

    [Fact]
    public void Reason_QuotedText_IsReadAndWritten()
    {
        Assert.True(SipReason.TryParse("Q.850 ;cause=16 ;text=\"Normal; \\\"clearing\\\"\"", out var reason));
        Assert.Equal(new SipReason("Q.850", 16, "Normal; \"clearing\""), reason);
        Assert.Equal("Q.850;cause=16;text=\"Normal; \\\"clearing\\\"\"", reason.ToString());
    }

    [Fact]
    public void Reason_SeveralOnAMessage_Q850Wins()
    {
        var response = new SipResponse(503);
        response.Headers.Add("Reason", "garbage;;, SIP;cause=503;text=\"a, b\", Q.850;cause=34");
        Assert.Equal(new SipReason("Q.850", 34), response.Reason);
    }

    [Fact]
    public void Headers_Lists_AreTakenApartOutsideQuotesAndBrackets()
    {
        var headers = new SipHeaders { { "Contact", "\"a,b\" <sip:a@h?X=1,2>, sip:c@h" }, { "contact", "<sip:d@h>" } };
        Assert.Equal(["\"a,b\" <sip:a@h?X=1,2>", "sip:c@h", "<sip:d@h>"], headers.GetValues("CONTACT"));
        headers.Set("Contact", "<sip:e@h>");
        Assert.Single(headers);
    }

    [Theory]
    [InlineData("120", 120u)]
    [InlineData("18000;duration=3600", 18000u)]
    [InlineData("5 (I'm in a meeting)", 5u)]
    public void Headers_Number_IgnoresWhatFollows(string text, uint expected)
    {
        Assert.True(new SipHeaders { { "Retry-After", text } }.TryGetNumber("retry-after", out var value));
        Assert.Equal(expected, value);
    }
}
