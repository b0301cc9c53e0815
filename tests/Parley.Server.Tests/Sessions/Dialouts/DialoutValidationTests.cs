using Parley.Agents;
using Parley.Server.Sessions.Dialouts;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Sessions.Dialouts;

public sealed class DialoutValidationTests
{
    private static readonly OwnedNumber Owned = new() { Id = new("3f0e9f5a-0000-4000-8000-000000000001"), Number = "+15550001111", Name = "Desk", CreatedAt = TestServer.Now };
    private static readonly DialoutRequest Phone = new("+15551230001");
    private static readonly DialoutRequest Sip = new() { SipUri = "sip:+15551230002@127.0.0.1:5080?X-Id=1" };

    private static readonly DialoutRoom Room = new()
    {
        Exists = true,
        DialoutEnabled = true,
        AskerMayDialOut = true,
        PhoneNumbersAllowed = true,
        IsCountryAllowed = number => number.StartsWith("+1", StringComparison.Ordinal),
        OwnedNumbers = [Owned],
        Legs = 0,
        MaxLegs = 5,
    };

    [Fact]
    public void Check_GoodRequests_AreAccepted()
    {
        Assert.Null(DialoutValidation.Check(Phone, Room, out var none));
        Assert.Null(DialoutValidation.Check(Sip, Room with { OwnedNumbers = [], PhoneNumbersAllowed = false }, out _));
        Assert.Null(none);
    }

    [Theory]
    [InlineData("3f0e9f5a-0000-4000-8000-000000000001")]
    [InlineData("3F0E9F5A-0000-4000-8000-000000000001")]
    [InlineData("+15550001111")]
    public void Check_CallerIdOfAnOwnedNumber_IsFound(string callerId)
    {
        Assert.Null(DialoutValidation.Check(Phone with { CallerId = callerId }, Room, out var caller));
        Assert.Same(Owned, caller);
    }

    [Fact]
    public void Check_SeveralThingsWrong_SaysThemInTheContractsOrder()
    {
        var request = new DialoutRequest("+4930123456") { SipUri = "sip:x", CallerId = "nobody", UserId = new string('u', 37) };
        var room = new DialoutRoom
        {
            Exists = false,
            DialoutEnabled = false,
            AskerMayDialOut = false,
            PhoneNumbersAllowed = false,
            IsCountryAllowed = _ => false,
            OwnedNumbers = [Owned],
            Legs = 5,
            MaxLegs = 5,
        };

        Assert.Equal((404, "not-found"), (Refusal().Status, Refusal().Type));
        room = room with { Exists = true };
        Assert.Equal("dial-out not enabled for room. add enable_dialout property to room", Refusal().Text);
        room = room with { DialoutEnabled = true };
        Assert.Equal("unable to start dialout (is dialout enabled? are you a room owner or participant admin?)", Refusal().Text);
        room = room with { AskerMayDialOut = true };
        Assert.Equal("either sipUri or phoneNumber is required, but not both", Refusal().Text);
        request = request with { SipUri = null };
        Assert.Equal("dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain", Refusal().Text);
        room = room with { PhoneNumbersAllowed = true };
        Assert.Equal("International dialout not supported. Contact sales to enable it for your domain", Refusal().Text);
        room = room with { IsCountryAllowed = _ => true };
        Assert.Equal("callerId not found", Refusal().Text);
        request = request with { CallerId = null };
        Assert.Equal("max sip/pstn sessions reached", Refusal().Text);
        room = room with { Legs = 4 };
        Assert.Equal((400, "invalid-request-error", "userId must have at most 36 characters"), (Refusal().Status, Refusal().Type, Refusal().Text));
        request = request with { UserId = new string('u', 36) };
        Assert.Null(DialoutValidation.Check(request, room, out _));

        DialoutRefusal Refusal() => DialoutValidation.Check(request, room, out _)!;
    }

    [Fact]
    public void Check_NoDestination_IsRefused() => Assert.Equal(DialoutRefusal.NoDestination, DialoutValidation.Check(new(), Room, out _));

    [Fact]
    public void Check_PhoneCallWithoutOwnedNumbers_IsRefused()
        => Assert.Equal(DialoutRefusal.NoOwnedNumbers, DialoutValidation.Check(Phone, Room with { OwnedNumbers = [] }, out _));

    [Theory]
    [InlineData("15551230001")]
    [InlineData("+0123")]
    [InlineData("+1555123000a")]
    [InlineData("+1 555 123 0001")]
    [InlineData("+15551230001\n")]
    [InlineData("+1234567890123456")]
    [InlineData("")]
    public void Check_NotE164_IsRefused(string number)
        => Assert.Contains("E.164", DialoutValidation.Check(new(number), Room, out _)!.Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("tel:+15551230001")]
    [InlineData("sip:")]
    [InlineData("sip:a b@c")]
    [InlineData("sip:a@b\r\nVia: x")]
    [InlineData("user@host")]
    public void Check_NoSipUri_IsRefused(string uri)
        => Assert.Contains("must start with sip:", DialoutValidation.Check(new() { SipUri = uri }, Room, out _)!.Text, StringComparison.Ordinal);

    [Fact]
    public void Check_OutOfRange_NamesTheKey()
    {
        Assert.StartsWith("extension must have", TextOf(Phone with { Extension = new string('1', 21) }), StringComparison.Ordinal);
        Assert.StartsWith("extension must consist", TextOf(Phone with { Extension = "12x" }), StringComparison.Ordinal);
        Assert.StartsWith("waitBeforeExtensionDialSec", TextOf(Phone with { WaitBeforeExtension = TimeSpan.FromSeconds(61) }), StringComparison.Ordinal);
        Assert.StartsWith("ringTimeoutSec", TextOf(Phone with { RingTimeout = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Null(DialoutValidation.Check(Phone with { Extension = "12*#AD", WaitBeforeExtension = TimeSpan.FromSeconds(60) }, Room, out _));

        static string TextOf(DialoutRequest request) => DialoutValidation.Check(request, Room, out _)!.Text;
    }
}
