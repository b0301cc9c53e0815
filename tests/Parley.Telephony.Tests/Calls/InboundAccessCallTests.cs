using System.Net;
using Parley.Sip;

namespace Parley.Telephony.Tests.Calls;

/// <summary>Calls that come in, from a trunk with a password and from nobody we know.</summary>
public sealed class InboundAccessCallTests : CallFixture
{
    [Theory]
    [InlineData("secret", true)]
    [InlineData("guess", false)]
    public void Call_TrunkWithAPassword_IsTakenOnlyWithIt(string password, bool taken) => InVirtualTime(async () =>
    {
        var call = Them.Sip.Invite(new()
        {
            Uri = new("+15550000001", "10.0.0.1"),
            From = Parley.Sip.Messages.NameAddress.Parse("<sip:+15557770001@10.0.0.2>"),
            Destination = OurAddress,
            Body = FarEnd.Sdp("10.0.0.2", 20000, "0"),
            Credentials = new("carrier", password),
        });
        if (taken)
        {
            var incoming = await Us.Inbound.Calls.ReadAsync(Patience);
            Assert.True(await incoming.AnswerAsync(Patience));
            await incoming.Leg.HangUpAsync(cancellationToken: Patience);
        }

        Assert.All(await AllAsync(call.Events), happened => Assert.True(taken || happened is not CallFailed { Failure.Status: not 403 }));

        Assert.Equal(taken ? 0 : 1, Us.Access.Refused);
    });

    [Fact]
    public void Call_UnknownSource_Gets403() => InVirtualTime(async () =>
    {
        await using var stranger = new FarEnd(new(IPAddress.Parse("192.0.2.66"), 5060), SipNetwork, Datagrams, Time);
        await stranger.StartAsync();
        var call = stranger.Call("sip:+15550000001@10.0.0.1", OurAddress, FarEnd.Sdp("192.0.2.66", 20000, "0"));

        var last = (await AllAsync(call.Events))[^1];

        Assert.Equal(403, Assert.IsType<CallFailed>(last).Failure.Status);
        Assert.False(Us.Inbound.Calls.TryRead(out _));
    });

    private protected override TelephonyServices Configure(TelephonyServices services) => services with
    {
        Trunks = [Carrier with { AllowFrom = ["10.0.0.2/32"], InboundUsername = "carrier", InboundPassword = "secret" }],
    };
}
