using System.Net;
using System.Text;
using Parley.Rtp.Sdp;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;
using Parley.Telephony;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;

namespace Parley.Simulation.Tests.Calls;

/// <summary>Far ends that vanish, and those that only seem to: a switchboard and a phone in virtual time.</summary>
public sealed class MediaTimeoutTests
{
    private static readonly IPAddress Ours = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Theirs = IPAddress.Parse("10.0.0.2");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly VirtualScheduler _scheduler = new();
    private readonly VirtualNetwork _network;
    private readonly List<string> _sent = [];

    public MediaTimeoutTests()
    {
        _network = new VirtualNetwork(_scheduler.Clock);
        _network.SipSent += packet => _sent.Add(Encoding.ASCII.GetString(packet.Bytes.Span));
    }

    private VirtualClock Clock => _scheduler.Clock;

    [Fact]
    public void FarEndVanishes_EndsTheCallAsDroppedByTheNetwork() => Run(async (leg, _) =>
    {
        await PassAsync(10);
        Cut();
        var cut = Clock.GetUtcNow();

        var outcome = await leg.Completion;

        Assert.Equal((CallStage.Talking, CallEnding.Dropped, CallParty.Network), (outcome.Stage, outcome.Ending, outcome.HungUpBy));
        Assert.Equal((200, 102, true), (outcome.SipStatus, outcome.Cause, outcome.CauseIsDerived));
        Assert.True(outcome.IsRetryable);
        Assert.Equal("media timeout: nothing came from the far end for 30 s, neither sound nor reports", outcome.Error);
        Assert.InRange(outcome.EndedAt - cut, Timeout - TimeSpan.FromMilliseconds(40), Timeout + TimeSpan.FromMilliseconds(80));
        var bye = _sent.First(message => message.StartsWith("BYE ", StringComparison.Ordinal));
        Assert.Contains("\r\nReason: Q.850;cause=102;text=\"media timeout\"\r\n", bye, StringComparison.Ordinal);
    });

    [Fact]
    public void FarEndNeverSendsAnything_EndsTheCallThatLongAfterTheAnswer() => Run(
        async (leg, _) =>
        {
            var outcome = await leg.Completion;

            Assert.Equal((CallStage.Answered, CallEnding.Dropped), (outcome.Stage, outcome.Ending));
            Assert.False(outcome.HeardFarEnd);
            Assert.InRange(outcome.EndedAt - outcome.AnsweredAt!.Value, Timeout, Timeout + TimeSpan.FromMilliseconds(80));
        },
        phone => (phone.Speaks, phone.Listens) = (false, false));

    [Fact]
    public void FarEndSendsReportsOnly_StaysInTheCall() => Run(
        async (leg, phone) =>
        {
            await PassAsync(300);
            Assert.False(leg.Completion.IsCompleted);
            Assert.Equal(0, leg.Statistics!.PacketsReceived);

            phone.Listens = false; // And then not even that.
            var outcome = await leg.Completion;

            // The last report was up to one interval before.
            Assert.InRange(outcome.TalkTime, TimeSpan.FromSeconds(320), TimeSpan.FromSeconds(331));
            Assert.Equal(CallEnding.Dropped, outcome.Ending);
        },
        phone => phone.Speaks = false);

    [Fact]
    public void OutageShorterThanTheTimeout_CallGoesOn() => Run(async (leg, _) =>
    {
        await PassAsync(10);
        Cut();
        await PassAsync(29);
        Connect(new());
        await PassAsync(60);

        Assert.False(leg.Completion.IsCompleted);
        Assert.Equal(CallEnding.Completed, (await leg.HangUpAsync()).Ending);
    });

    [Theory]
    [InlineData(MediaDirection.SendOnly)]
    [InlineData(MediaDirection.Inactive)]
    [InlineData(MediaDirection.ReceiveOnly)]
    public void HeldOrOneWay_WithNothingAtAll_StaysAndCountsFromTheResumption(MediaDirection direction) => Run(async (leg, phone) =>
    {
        await PassAsync(5);
        await phone.RenegotiateAsync(direction);
        (phone.Speaks, phone.Listens) = (false, false);
        await PassAsync(120);
        Assert.False(leg.Completion.IsCompleted);

        await phone.RenegotiateAsync(MediaDirection.SendReceive);
        var resumed = Clock.GetUtcNow();
        var outcome = await leg.Completion;

        Assert.InRange(outcome.EndedAt - resumed, Timeout - TimeSpan.FromMilliseconds(80), Timeout + TimeSpan.FromMilliseconds(120));
    });

    [Fact]
    public void HeldWithMusic_ThenResumedInSilence_CountsFromTheLastSound() => Run(async (leg, phone) =>
    {
        await PassAsync(5);
        await phone.RenegotiateAsync(MediaDirection.SendOnly);
        await PassAsync(120);
        Assert.True(leg.IsHeld);
        Assert.False(leg.Completion.IsCompleted);

        await phone.RenegotiateAsync(MediaDirection.SendReceive);
        await PassAsync(5);
        (phone.Speaks, phone.Listens) = (false, false);
        var silent = Clock.GetUtcNow();

        Assert.InRange((await leg.Completion).EndedAt - silent, Timeout - TimeSpan.FromMilliseconds(80), Timeout + TimeSpan.FromMilliseconds(120));
    });

    [Fact]
    public void NatRebinds_IsNoReasonToEnd() => Run(async (leg, _) =>
    {
        await PassAsync(10);
        _network.Rebind(Theirs);
        await PassAsync(60);

        Assert.False(leg.Completion.IsCompleted);
        Assert.InRange(leg.Statistics!.LastReceivedAt!.Value, Clock.GetUtcNow() - TimeSpan.FromMilliseconds(100), Clock.GetUtcNow());
    });

    [Fact]
    public void Zero_WaitsForEver() => Run(
        async (leg, _) =>
        {
            await PassAsync(3_600);
            Assert.False(leg.Completion.IsCompleted);
        },
        phone => (phone.Speaks, phone.Listens) = (false, false),
        timeout: TimeSpan.Zero);

    [Fact]
    public void FarEndVanishes_ButNobodyTicksOurSound_StaysSinceNobodyCanKnow() => Run(
        async (leg, phone) =>
        {
            Cut();
            await PassAsync(120);
            Assert.False(leg.Completion.IsCompleted);
            Connect(new());
        },
        ticked: false);

    private void Cut() => Connect(new() { IsDown = true });

    private void Connect(LinkProfile profile) =>
        new LinkPlan(LinkSchedule.Always(profile), LinkSchedule.Always(profile)).Connect(_network, Ours, Theirs, new Random(1));

    private Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Clock);

    private void Run(Func<CallLeg, VirtualPhone, Task> test, Action<VirtualPhone>? prepare = null, TimeSpan? timeout = null, bool ticked = true) => _scheduler.Run(async () =>
    {
        await using var phone = new VirtualPhone(_network, Theirs);
        prepare?.Invoke(phone);
        var answering = phone.AnswerAsync();
        await using (var us = await StartAsync(timeout ?? Timeout))
        {
            var result = await us.Dialer.DialAsync(new() { SipUri = $"sip:bob@{Theirs}" }, CancellationToken.None);
            var leg = Assert.IsType<DialAccepted>(result).Leg;
            using var stop = new CancellationTokenSource();
            var ticking = ticked ? TickAsync(leg, stop.Token) : Task.CompletedTask;
            await answering;
            await test(leg, phone);
            await leg.HangUpAsync();
            stop.Cancel();
            await ticking;
            Assert.Equal((0, 0), (us.ActiveCalls, us.Ports.InUse));
        }
    });

    private Task<Switchboard> StartAsync(TimeSpan timeout) => Switchboard.StartAsync(
        new() { SipListen = new(Ours, 5060), MediaBindAddress = Ours, MediaPorts = new(10_000, 10_039), Random = new Random(1), MediaTimeout = timeout },
        new()
        {
            Numbers = new OwnedNumberList([]),
            Attempts = new Unwritten(),
            BindSip = _network.Host(Ours).BindSip,
            Media = _network.Host(Ours),
            Time = Clock,
        },
        CancellationToken.None);

    private async Task TickAsync(CallLeg leg, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), Clock);
        var samples = new short[160];
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                leg.Read(samples);
                leg.Write(samples);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private sealed class Unwritten : IAttemptLog
    {
        public ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken) => default;
    }
}
