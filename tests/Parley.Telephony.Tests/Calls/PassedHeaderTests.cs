using Parley.Sip.Messages;
using Parley.Telephony.Numbers;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Calls;

/// <summary>Who calls, and what agents and far ends tell each other beside the sound.</summary>
public sealed class PassedHeaderTests : CallFixture
{
    private const string OurNumber = "sip:+15550000001@10.0.0.1";

    [Theory]
    [InlineData(TrunkIdentity.Asserted, "P-Asserted-Identity")]
    [InlineData(TrunkIdentity.Preferred, "P-Preferred-Identity")]
    [InlineData(TrunkIdentity.None, null)]
    public void Dialout_CallerId_IsToldAsTheTrunkWantsIt(TrunkIdentity identity, string? header) => InVirtualTime(async () =>
    {
        Carrier.Identity = identity;
        var leg = await DialAsync();
        var invite = (await Them.RingsAsync(Patience)).Invite;

        string[] names = ["P-Asserted-Identity", "P-Preferred-Identity"];
        Assert.Equal(header, names.SingleOrDefault(invite.Headers.Contains));
        Assert.False(invite.Headers.Contains("Privacy"));
        await leg.HangUpAsync(cancellationToken: Patience);
    });

    [Fact]
    public void Dialout_Anonymous_HidesTheCallerFromTheCalleeOnly() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { PhoneNumber = Callee, IsAnonymous = true });
        var invite = (await Them.RingsAsync(Patience)).Invite;

        Assert.Equal(("anonymous", "anonymous.invalid"), (invite.From.Uri.User, invite.From.Uri.Host));
        Assert.Equal("id", invite.Headers["Privacy"]);
        Assert.Contains("+15550000001", invite.Headers["P-Asserted-Identity"], StringComparison.Ordinal);
        await leg.HangUpAsync(cancellationToken: Patience);
    });

    [Fact]
    public void Dialout_Headers_GoOutAndThoseOfTheAnswerComeBack() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { PhoneNumber = Callee, Headers = [new("X-Campaign", "spring"), new("User-to-User", "56a3;encoding=hex")] });
        var invite = (await Them.RingsAsync(Patience)).Invite;

        Assert.Equal(("spring", "56a3;encoding=hex"), (invite.Headers["X-Campaign"], invite.Headers["User-to-User"]));
        await leg.HangUpAsync(cancellationToken: Patience);
    });

    [Theory]
    [InlineData("Via", "x")]
    [InlineData("X-Bad", "a\r\nVia: x")]
    [InlineData("X Bad", "a")]
    public void Dialout_HeaderThatIsNotOursToSend_IsRefused(string name, string value) => InVirtualTime(async () =>
    {
        var refused = await DialRefusedAsync(new() { PhoneNumber = Callee, Headers = [new(name, value)] });

        Assert.Equal(DialRefusal.InvalidRequest, refused.Refusal);
    });

    [Fact]
    public void Incoming_WhatTheNetworkSays_IsRead() => InVirtualTime(async () =>
    {
        var incoming = await CallUsAsync(
            new("P-Asserted-Identity", "\"Alice\" <sip:+15557770009@10.0.0.2>, <tel:+15557770009>"),
            new("Diversion", "<sip:+15550001234@h>;reason=no-answer;counter=1, <tel:+15550005678>;reason=\"user-busy\""),
            new("User-to-User", "00c81f;encoding=hex"),
            new("X-Queue", "7"));

        Assert.Equal(("+15557770009", false), (incoming.Caller.Identity, incoming.Caller.IsPrivate));
        Assert.Equal([new("+15550001234", "no-answer"), new CallDiversion("+15550005678", "user-busy")], incoming.Caller.Diversions);
        Assert.Equal(["00c81f;encoding=hex", "7"], incoming.Headers.Select(header => header.Value));
        await incoming.RejectAsync(486, cancellationToken: Patience);
    });

    [Fact]
    public void Incoming_PrivateCaller_IsNotGivenAway() => InVirtualTime(async () =>
    {
        var incoming = await CallUsAsync(new("P-Asserted-Identity", "<sip:+15557770009@10.0.0.2>"), new("Privacy", "id;critical"));

        Assert.Equal((null, true), (incoming.Caller.Identity, incoming.Caller.IsPrivate));
        await incoming.RejectAsync(486, cancellationToken: Patience);
    });

    [Fact]
    public void Incoming_HistoryInfo_IsReadWhereThereIsNoDiversion() => InVirtualTime(async () =>
    {
        var incoming = await CallUsAsync(
            new("History-Info", "<sip:+15550001234@h>;index=1"),
            new("History-Info", "<sip:+15550005678@h;cause=486>;index=1.1, <sip:+15550000001@10.0.0.1?Reason=SIP%3Bcause%3D302>;index=1.2"));

        Assert.Equal([new("+15550005678", "unconditional"), new CallDiversion("+15550001234", "user-busy")], incoming.Caller.Diversions);
        await incoming.RejectAsync(486, cancellationToken: Patience);
    });

    private async Task<IncomingLeg> CallUsAsync(params SipHeader[] headers)
    {
        var media = Them.OpenMedia();
        Them.Call(OurNumber, OurAddress, media.Negotiation.Offer(), headers);
        media.Sound.Dispose();
        return await Us.Inbound.Calls.ReadAsync(Patience);
    }
}
