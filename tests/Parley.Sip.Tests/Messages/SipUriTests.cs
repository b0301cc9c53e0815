using System.Net;
using FsCheck;
using FsCheck.Xunit;
using Parley.Sip.Messages;

namespace Parley.Sip.Tests.Messages;

public class SipUriTests
{
    [Fact]
    public void TryParse_EveryPart_IsReadAndUnescaped()
    {
        var uri = SipUri.Parse("sips:al%69ce:p%40ss@[2001:db8::1]:5061;transport=tls;lr?X-One=a%20b&X-Two=");
        Assert.Equal(("sips", "alice", "p@ss", "[2001:db8::1]", 5061), (uri.Scheme, uri.User, uri.Password, uri.Host, uri.Port));
        Assert.Equal("tls", uri.Parameters["transport"]);
        Assert.True(uri.Parameters.Contains("lr"));
        Assert.Equal([new("X-One", "a b"), new("X-Two", "")], uri.Headers);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5061), uri.EndPoint);
    }

    [Theory]
    [InlineData("sip:user;par=u%40example.net@example.com", "user;par=u@example.net", "example.com")]
    [InlineData("sip:sip%3Auser%40example.com@company.com;other-param=summit", "sip:user@example.com", "company.com")]
    [InlineData("sip:null-%00-null@example.com", "null-\0-null", "example.com")]
    [InlineData("sip:+15551230001@127.0.0.1:5080", "+15551230001", "127.0.0.1")]
    [InlineData("sip:host.only", null, "host.only")]
    public void TryParse_Traps_UserAndHostAreRight(string text, string? user, string host)
    {
        var uri = SipUri.Parse(text);
        Assert.Equal((user, host), (uri.User, uri.Host));
        Assert.Equal(text, uri.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip:")]
    [InlineData("sip:@host")]
    [InlineData("sip:user@")]
    [InlineData("sip:user@host:port")]
    [InlineData("sip:user@host:70000")]
    [InlineData("sip:us er@host")]
    [InlineData("sip: user@host")]
    [InlineData("sip:user@ho%st")]
    [InlineData("sip:user%4@host")]
    [InlineData("sip:user@[::1")]
    [InlineData("sip:user@host;;a=b")]
    [InlineData("sip:user@host?X")]
    [InlineData("sip:user@host?Bad%20Name=x")]
    [InlineData("sip:user@host?X%0D%0AY=x")]
    [InlineData("<sip:user@host>")]
    [InlineData("user@host")]
    [InlineData("tel:")]
    [InlineData("tel:abc xyz")]
    public void TryParse_Malformed_ReturnsFalse(string text) => Assert.False(SipUri.TryParse(text, out _));

    [Fact]
    public void TryParse_Tel_NumberIsTheUser()
    {
        var uri = SipUri.Parse("tel:+1-201-555-0123;phone-context=example.com");
        Assert.Equal(("tel", "+1-201-555-0123", "example.com"), (uri.Scheme, uri.User, uri.Parameters["phone-context"]));
    }

    [Fact]
    public void TryParse_OtherScheme_IsKept()
    {
        var uri = SipUri.Parse("soap.beep://192.0.2.103:3002");
        Assert.Equal(("soap.beep", "//192.0.2.103:3002", false), (uri.Scheme, uri.Opaque, uri.IsSip));
    }

    [Fact]
    public void ToString_BuiltFromParts_EscapesWhatMustBe()
    {
        var uri = new SipUri("a b@c", "h", 5070)
        {
            Password = "x:y",
            Parameters = SipParameters.Empty.With("p", "ü;"),
            Headers = [new("X-H", "1&2=3")],
        };
        Assert.Equal("sip:a%20b%40c:x%3Ay@h:5070;p=%C3%BC%3B?X-H=1%262%3D3", uri.ToString());
        Assert.Equal("1&2=3", SipUri.Parse(uri.ToString()).Headers[0].Value);
    }

    [Fact]
    public void With_ParsedUri_IsWrittenAnew()
    {
        var uri = SipUri.Parse("sip:a@h;x=1") with { User = "b" };
        Assert.Equal("sip:b@h;x=1", uri.ToString());
    }

    [Fact]
    public void ToRequestUri_HeadersAndMethod_AreLeftOut() =>
        Assert.Equal("sip:a@h;user=phone", SipUri.Parse("sip:a@h;method=REGISTER;user=phone?X-A=1").ToRequestUri().ToString());

    [Property]
    public bool ToString_AnyUser_ComesBack(NonEmptyString user)
    {
        var clean = new string([.. user.Get.Where(c => !char.IsSurrogate(c))]);
        return clean.Length == 0 || SipUri.Parse(new SipUri(clean, "h").ToString()).User == clean;
    }
}
