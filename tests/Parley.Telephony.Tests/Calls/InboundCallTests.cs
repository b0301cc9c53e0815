using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Tests.Calls;

public sealed class InboundCallTests : CallFixture
{
    private const string OurNumber = "sip:+15550000001@10.0.0.1";

    private bool _numbersFail;

    [Fact]
    public void Incoming_RungAndAnswered_Talks() => InVirtualTime(async () =>
    {
        var (call, media, incoming) = await CallUsAsync(OurNumber, new SipHeader("X-Campaign", "spring"));
        Assert.Equal(("id-1", "+15557770001", "Alice"), (incoming.Number!.Id, incoming.Leg.From, incoming.Leg.DisplayName));
        Assert.Equal("spring", Assert.Single(incoming.Headers).Value);
        Assert.Equal(CallDirection.Incoming, incoming.Leg.Direction);

        incoming.Ring();
        Assert.Equal(180, (await NextSipAsync<CallProgress>(call)).Status);
        Assert.True(await incoming.AnswerAsync(Patience));
        var answered = await NextSipAsync<CallAnswered>(call);
        Assert.Null(media.Negotiation.Accept(answered.Response.Body.Span));
        var loud = Enumerable.Range(0, Tick).Select(i => (short)(8000 * Math.Sin(i * 0.5))).ToArray();
        var (peakHere, peakThere) = (0, 0);
        for (var i = 0; i < 20; i++)
        {
            var (here, there) = await TickOnceAsync(incoming.Leg, media.Sound, loud, loud);
            (peakHere, peakThere) = (here.Max(), there.Max());
        }

        Assert.InRange(peakHere, 7500, 8500);
        Assert.InRange(peakThere, 7500, 8500);
        await call.HangUpAsync(cancellationToken: Patience);

        var (outcome, events) = await EndAsync(incoming.Leg);
        Assert.Equal((CallStage.Talking, CallEnding.Completed, CallParty.FarEnd), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.Equal([typeof(LegAnswered), typeof(LegEnded)], events.Select(happened => happened.GetType()));
    });

    [Theory]
    [InlineData("sip:15550000001@10.0.0.1")]
    [InlineData("sip:+15550000001;npdi@10.0.0.1:5060")]
    public void Incoming_NumberAsCarriersWriteIt_IsFound(string uri) => InVirtualTime(async () =>
    {
        var (_, _, incoming) = await CallUsAsync(uri);

        Assert.Equal("+15550000001", incoming.Leg.To);
        await incoming.RejectAsync(486, cancellationToken: Patience);
    });

    [Theory]
    [InlineData("sip:+15559999999@10.0.0.1")]
    [InlineData("sip:reception@10.0.0.1")]
    public void Incoming_NumberNotOwned_Gets404(string uri) => InVirtualTime(async () =>
    {
        var media = Them.OpenMedia();
        var call = Them.Call(uri, OurAddress, media.Negotiation.Offer());

        Assert.Equal(404, (await NextSipAsync<CallFailed>(call)).Failure.Status);
        Assert.Equal(0, Us.Ports.InUse);
        media.Sound.Dispose();
    });

    [Fact]
    public void Incoming_Rejected_EndsAsRefusedByUs() => InVirtualTime(async () =>
    {
        var (call, _, incoming) = await CallUsAsync(OurNumber);

        await incoming.RejectAsync(603, "not now", Patience);

        Assert.Equal(603, (await NextSipAsync<CallFailed>(call)).Failure.Status);
        var (outcome, _) = await EndAsync(incoming.Leg);
        Assert.Equal((CallEnding.Cancelled, CallParty.Us, 603), (outcome.Ending, outcome.HungUpBy, outcome.SipStatus));
        Assert.False(await incoming.AnswerAsync(Patience));
    });

    [Fact]
    public void Incoming_CallerGivesUpWhileRinging_IsAbandoned() => InVirtualTime(async () =>
    {
        var (call, _, incoming) = await CallUsAsync(OurNumber);
        incoming.Ring();
        await NextSipAsync<CallProgress>(call);

        await call.HangUpAsync(cancellationToken: Patience);

        var (outcome, _) = await EndAsync(incoming.Leg);
        Assert.Equal((CallStage.Ringing, CallEnding.Abandoned, CallParty.FarEnd), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.False(await incoming.AnswerAsync(Patience));
    });

    [Fact]
    public void Incoming_CallerGivesUpInTheMomentOfTheAnswer_EndsOnce() => InVirtualTime(async () =>
    {
        var (call, _, incoming) = await CallUsAsync(OurNumber);
        incoming.Ring();
        await NextSipAsync<CallProgress>(call);

        var hangingUp = call.HangUpAsync(cancellationToken: Patience);
        var answered = await incoming.AnswerAsync(Patience);
        await hangingUp;

        var (outcome, events) = await EndAsync(incoming.Leg);
        Assert.Equal(answered, events.OfType<LegAnswered>().Any());
        Assert.Equal(answered ? CallEnding.Completed : CallEnding.Abandoned, outcome.Ending);
    });

    [Fact]
    public void Incoming_HungUpByUsBeforeTheAnswer_Gets480() => InVirtualTime(async () =>
    {
        var (call, _, incoming) = await CallUsAsync(OurNumber);

        await incoming.Leg.HangUpAsync(cancellationToken: Patience);

        Assert.Equal(480, (await NextSipAsync<CallFailed>(call)).Failure.Status);
        Assert.Equal(CallEnding.Cancelled, (await EndAsync(incoming.Leg)).Outcome.Ending);
    });

    [Fact]
    public void Incoming_AnsweredAfterWeHungUp_StaysHungUp() => InVirtualTime(async () =>
    {
        var (_, _, incoming) = await CallUsAsync(OurNumber);

        var hangingUp = incoming.Leg.HangUpAsync(cancellationToken: Patience);
        Assert.False(await incoming.AnswerAsync(Patience));

        Assert.Equal((CallEnding.Cancelled, CallParty.Us), ((await hangingUp).Ending, (await hangingUp).HungUpBy));
    });

    [Fact]
    public void Incoming_NumbersCannotBeRead_Gets500AndTheNextOneIsTaken() => InVirtualTime(async () =>
    {
        _numbersFail = true;
        var media = Them.OpenMedia();
        var call = Them.Call(OurNumber, OurAddress, media.Negotiation.Offer());
        Assert.Equal(500, (await NextSipAsync<CallFailed>(call)).Failure.Status);
        Assert.Equal(0, Us.Ports.InUse);
        media.Sound.Dispose();

        _numbersFail = false;
        await CallUsAsync(OurNumber);
    });

    [Fact]
    public void Incoming_NoCommonCodec_Gets488() => InVirtualTime(async () =>
    {
        var call = Them.Call(OurNumber, OurAddress, FarEnd.Sdp("10.0.0.2", 20000, "9"));
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);

        Assert.False(await incoming.AnswerAsync(Patience));

        Assert.Equal(488, (await NextSipAsync<CallFailed>(call)).Failure.Status);
        var (outcome, _) = await EndAsync(incoming.Leg);
        Assert.Equal((CallEnding.Incompatible, 488), (outcome.Ending, outcome.SipStatus));
        Assert.Contains("G722", outcome.Error, StringComparison.Ordinal);
    });

    [Fact]
    public void Incoming_WithoutOffer_OffersOurs() => InVirtualTime(async () =>
    {
        var call = Them.Call(OurNumber, OurAddress, []);
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);
        var answering = incoming.AnswerAsync(Patience);

        var answered = await NextSipAsync<CallAnswered>(call);

        Assert.Contains("m=audio", System.Text.Encoding.ASCII.GetString(answered.Response.Body.Span), StringComparison.Ordinal);
        Assert.False(await answering);    // this far end acknowledges without an answer, so there is no common media
        var (outcome, _) = await EndAsync(incoming.Leg);
        Assert.Equal((CallEnding.MediaFailed, CallStage.Answered), (outcome.Ending, outcome.Stage));
        Assert.Contains("no session description", outcome.Error, StringComparison.Ordinal);
    });

    [Fact]
    public void Incoming_WhenStopping_Gets503WithRetryAfter() => InVirtualTime(async () =>
    {
        Us.Inbound.StopAccepting();
        var media = Them.OpenMedia();
        var call = Them.Call(OurNumber, OurAddress, media.Negotiation.Offer());

        var failure = (await NextSipAsync<CallFailed>(call)).Failure;

        Assert.Equal((503, TimeSpan.FromSeconds(5)), (failure.Status, failure.RetryAfter));
        media.Sound.Dispose();
    });

    private protected override TelephonyServices Configure(TelephonyServices services) => services with { Numbers = new FailingNumbers(this) };

    private async Task<(OutgoingCall Call, FarMedia Media, IncomingLeg Incoming)> CallUsAsync(string uri, params SipHeader[] headers)
    {
        var media = Them.OpenMedia();
        var call = Them.Call(uri, OurAddress, media.Negotiation.Offer(), headers);
        return (call, media, await Us.Inbound.Calls.ReadAsync(Patience));
    }

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

    private sealed class FailingNumbers(InboundCallTests test) : IOwnedNumbers
    {
        public ValueTask<IReadOnlyList<OwnedNumber>> ListAsync(CancellationToken cancellationToken) =>
            test._numbersFail ? throw new IOException("database is locked") : new(test.Owned);
    }
}
