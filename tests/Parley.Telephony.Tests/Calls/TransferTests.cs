using System.Text;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Transfers;

namespace Parley.Telephony.Tests.Calls;

/// <summary>Calls that are handed on: by us, by the far end, and to somebody in the far end's place.</summary>
public sealed class TransferTests : CallFixture
{
    [Fact]
    public void Blind_TargetAnswers_LegEndsAndTheRecordSaysSo() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();
        var transferring = leg.TransferAsync(new() { PhoneNumber = "+15551239999", ReferredBy = "sip:parley@10.0.0.1" }, Patience);
        var asked = await NextSipAsync<ReferReceived>(call);
        Assert.Equal(("sip:+15551239999@10.0.0.2", "sip:parley@10.0.0.1"), (asked.Target.Uri.ToString(), asked.ReferredBy!.Uri.ToString()));

        await call.AcceptReferAsync(Patience);
        await call.NotifyReferAsync(180, cancellationToken: Patience);
        await call.NotifyReferAsync(200, cancellationToken: Patience);

        var result = await transferring;
        Assert.Equal((TransferKind.Blind, "+15551239999", TransferEnding.Completed, 200), (result.Kind, result.Target, result.Ending, result.SipStatus));
        Assert.True((await NextSipAsync<CallEnded>(call)).ByRemote);
        var (outcome, _) = await EndAsync(leg);
        Assert.Equal((CallEnding.Completed, CallParty.Us), (outcome.Ending, outcome.HungUpBy));
        Assert.Equal(result, outcome.Transfer);
    });

    [Fact]
    public void Blind_TargetDoesNotAnswer_CallGoesOn() => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();
        var transferring = leg.TransferAsync(new() { SipUri = "sip:desk@10.0.0.5" }, Patience);
        await NextSipAsync<ReferReceived>(call);
        await call.AcceptReferAsync(Patience);
        await call.NotifyReferAsync(486, cancellationToken: Patience);

        var result = await transferring;

        Assert.Equal((TransferEnding.Failed, 486, "486 Busy Here"), (result.Ending, result.SipStatus, result.Error));
        var received = media.Sound.Statistics!.PacketsReceived;
        await TickUntilAsync(() => media.Sound.Statistics!.PacketsReceived > received + 5, leg, media.Sound);
        await call.HangUpAsync(cancellationToken: Patience);
        Assert.Equal(TransferEnding.Failed, (await EndAsync(leg)).Outcome.Transfer!.Ending);
    });

    [Fact]
    public void Blind_FarEndRefuses_SaysSo() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();
        var transferring = leg.TransferAsync(new() { SipUri = "sip:desk@10.0.0.5" }, Patience);
        await NextSipAsync<ReferReceived>(call);
        await call.RejectReferAsync(405, Patience);

        Assert.Equal((TransferEnding.Refused, 405), ((await transferring).Ending, (await transferring).SipStatus));
    });

    [Fact]
    public void Blind_FarEndLeavesWithoutAWord_IsTakenForDone() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();
        var transferring = leg.TransferAsync(new() { SipUri = "sip:desk@10.0.0.5" }, Patience);
        await NextSipAsync<ReferReceived>(call);
        await call.AcceptReferAsync(Patience);
        await call.HangUpAsync(cancellationToken: Patience);

        Assert.Equal((TransferEnding.Left, true), ((await transferring).Ending, (await transferring).Succeeded));
        Assert.Equal(TransferEnding.Left, (await EndAsync(leg)).Outcome.Transfer!.Ending);
    });

    [Fact]
    public void Blind_NoNewsInTime_IsUnconfirmedAndTheCallGoesOn() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();
        var transferring = leg.TransferAsync(new() { SipUri = "sip:desk@10.0.0.5", Patience = TimeSpan.FromSeconds(10) }, Patience);
        await NextSipAsync<ReferReceived>(call);
        await call.AcceptReferAsync(Patience);
        Assert.Equal(TransferEnding.NotPossible, (await leg.TransferAsync(new() { SipUri = "sip:other@10.0.0.5" }, Patience)).Ending);

        var result = await transferring;

        Assert.Equal(TransferEnding.Unconfirmed, result.Ending);
        Assert.False(leg.Completion.IsCompleted);
    });

    [Theory]
    [InlineData(null, null, "exactly one target")]
    [InlineData("+15551239999", "sip:a@h", "exactly one target")]
    [InlineData("911", null, "international form")]
    [InlineData(null, "tel:+1555", "SIP address")]
    public void Transfer_WrongTarget_IsNotPossible(string? number, string? uri, string error) => InVirtualTime(async () =>
    {
        var (leg, _, _) = await TalkAsync();

        var result = await leg.TransferAsync(new() { PhoneNumber = number, SipUri = uri }, Patience);

        Assert.Equal(TransferEnding.NotPossible, result.Ending);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    });

    [Fact]
    public void Attended_BothCallsOfOurs_FarEndsAreWithEachOther() => InVirtualTime(async () =>
    {
        var (caller, callerCall, _) = await TalkAsync();
        var (desk, deskCall, _) = await TalkAsync();
        var transferring = caller.TransferAsync(new() { Other = desk }, Patience);
        var target = (await NextSipAsync<ReferReceived>(callerCall)).Target.Uri;
        await callerCall.AcceptReferAsync(Patience);

        // What a phone does with it: an INVITE to the other far end that names the call it replaces. Both far ends are one endpoint here.
        var replaces = Assert.Single(target.Headers);
        Assert.Equal("Replaces", replaces.Name);
        var taking = Them.Sip.Invite(new()
        {
            Uri = target.ToRequestUri(),
            From = NameAddress.Parse("<sip:a@10.0.0.2>"),
            Destination = TheirAddress,
            Body = FarEnd.Sdp("10.0.0.2", 20090, "0"),
            Headers = [replaces],
        });
        var incoming = await Them.RingsAsync(Patience);
        Assert.Same(deskCall, incoming.Replaced);
        await incoming.AnswerAsync(FarEnd.Sdp("10.0.0.2", 20092, "0"), cancellationToken: Patience);
        await deskCall.HangUpAsync(cancellationToken: Patience);
        await NextSipAsync<CallAnswered>(taking);
        await callerCall.NotifyReferAsync(200, cancellationToken: Patience);

        Assert.Equal((TransferKind.Attended, TransferEnding.Completed), ((await transferring).Kind, (await transferring).Ending));
        Assert.Equal(CallEnding.Completed, (await EndAsync(caller)).Outcome.Ending);
        Assert.Equal(CallEnding.Completed, (await EndAsync(desk)).Outcome.Ending);
        await taking.HangUpAsync(cancellationToken: Patience);
    });

    [Fact]
    public void IncomingRefer_ByDefault_IsDeclined() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();

        var response = await call.ReferAsync(NameAddress.Parse("<sip:premium@10.0.0.6>"), cancellationToken: Patience);

        Assert.Equal(603, response.Status);
        Assert.False(leg.Completion.IsCompleted);
    });

    [Fact]
    public void Replaces_OfOurLeg_SoundGoesOnWithTheOther() => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();
        await TickUntilAsync(() => media.Sound.Statistics!.PacketsReceived > 5, leg, media.Sound);
        var address = await call.GetTakeoverAddressAsync(Patience);
        var other = Them.OpenMedia();
        var taking = Them.Sip.Invite(new()
        {
            Uri = address.ToRequestUri(),
            From = NameAddress.Parse("<sip:+15557778888@10.0.0.2>"),
            Destination = OurAddress,
            Body = other.Negotiation.Offer(),
            Headers = [.. address.Headers],
        });
        var answered = await NextSipAsync<CallAnswered>(taking);
        Assert.Null(other.Negotiation.Accept(answered.Response.Body.Span));

        Assert.Equal("+15557778888", (await NextAsync<LegReplaced>(leg)).Party);
        Assert.True((await NextSipAsync<CallEnded>(call)).ByRemote);
        await TickUntilAsync(() => other.Sound.Statistics!.PacketsReceived > 5, leg, other.Sound);
        Assert.False(leg.Completion.IsCompleted);
        await taking.HangUpAsync(cancellationToken: Patience);
        var (outcome, _) = await EndAsync(leg);
        Assert.Equal((CallEnding.Completed, CallParty.FarEnd, taking.CallId), (outcome.Ending, outcome.HungUpBy, outcome.SipCallId));
    });

    [Fact]
    public void Hold_ByUs_FarEndMayOnlyListenUntilTakenBack() => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();
        var holding = leg.HoldAsync(cancellationToken: Patience);
        var offer = await NextSipAsync<OfferReceived>(call);
        Assert.Contains("a=sendonly", Encoding.ASCII.GetString(offer.Body.Span), StringComparison.Ordinal);
        Assert.Null(media.Negotiation.Answer(offer.Body.Span, out var answer));
        await call.AnswerOfferAsync(answer, cancellationToken: Patience);
        Assert.True(await holding);

        // A re-INVITE of theirs meanwhile does not take the hold off.
        var refreshed = await call.ReinviteAsync(media.Negotiation.Offer(), cancellationToken: Patience);
        Assert.Contains("a=sendonly", Encoding.ASCII.GetString(refreshed.Body.Span), StringComparison.Ordinal);

        var resuming = leg.HoldAsync(hold: false, Patience);
        offer = await NextSipAsync<OfferReceived>(call);
        Assert.Contains("a=sendrecv", Encoding.ASCII.GetString(offer.Body.Span), StringComparison.Ordinal);
        await call.RejectOfferAsync(488, Patience);
        Assert.False(await resuming);
    });

    [Fact]
    public void InfoDigits_BothWays_AreKeys() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();
        foreach (var (type, body) in new[] { ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), ("application/dtmf", "#"), ("application/dtmf-relay", "Signal= 10\nDuration= 250"), ("text/plain", "7"), ("application/dtmf-relay", "Signal=x") })
        {
            Assert.Equal(200, (await call.SendAsync("INFO", Encoding.ASCII.GetBytes(body), type, cancellationToken: Patience)).Status);
        }

        Assert.Equal([('5', true), ('#', true), ('*', true)], [await KeyAsync(), await KeyAsync(), await KeyAsync()]);
        var sending = leg.SendInfoDigitsAsync("1*", TimeSpan.FromMilliseconds(200), Patience);
        Assert.Equal("Signal=1\r\nDuration=200\r\n", Encoding.ASCII.GetString((await NextSipAsync<InfoReceived>(call)).Body.Span));
        Assert.Equal(DigitsResult.Sent, await sending);
        Assert.Equal("Signal=*\r\nDuration=200\r\n", Encoding.ASCII.GetString((await NextSipAsync<InfoReceived>(call)).Body.Span));

        async Task<(char, bool)> KeyAsync() => await NextAsync<LegDigit>(leg) is var digit ? (digit.Tone, digit.IsInfo) : default;
    });

    private static async Task<T> NextSipAsync<T>(SipCall call)
        where T : SipCallEvent
    {
        while (true)
        {
            if (await call.Events.ReadAsync(Patience) is T wanted)
            {
                return wanted;
            }
        }
    }
}
