using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Sip;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Tests.Calls;

public sealed class SwitchboardTests : CallFixture
{
    [Fact]
    public void Stop_WithCallsInEveryStage_EndsEachInGoodOrder() => InVirtualTime(async () =>
    {
        var (talking, _, _) = await TalkAsync();
        var ringing = await DialAsync();
        await (await Them.RingsAsync(Patience)).ProgressAsync(cancellationToken: Patience);
        await NextAsync<LegProgress>(ringing);
        var caller = Them.Call("sip:+15550000001@10.0.0.1", OurAddress, Them.OpenMedia().Negotiation.Offer());
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);
        Assert.Equal(3, Us.ActiveCalls);

        await Us.StopAsync(Patience);

        Assert.Equal((CallEnding.Completed, CallParty.Us), Of(await EndAsync(talking)));
        Assert.Equal((CallEnding.Cancelled, CallParty.Us), Of(await EndAsync(ringing)));
        Assert.Equal((CallEnding.Cancelled, CallParty.Us), Of(await EndAsync(incoming.Leg)));
        await caller.Completion;
        Assert.Contains("server stopping", Assert.Single(SipNetwork.Sent("BYE ")), StringComparison.Ordinal);
        Assert.Single(SipNetwork.Sent("CANCEL "));
        Assert.Equal((0, 0), (Us.ActiveCalls, Us.Ports.InUse));
    });

    [Fact]
    public void Dispose_FarEndGone_EndsTheCallAllTheSame() => InVirtualTime(async () =>
    {
        var (talking, _, _) = await TalkAsync();
        var dialling = await DialAsync(new() { SipUri = "sip:a@10.9.9.9" });
        await Them.DisposeAsync();

        await Us.DisposeAsync();

        Assert.Equal(CallEnding.Completed, (await EndAsync(talking)).Outcome.Ending);
        Assert.Equal(CallEnding.Cancelled, (await EndAsync(dialling)).Outcome.Ending);
    });

    [Fact]
    public void Incoming_OurConfigurationIsBroken_CallerIsLetGo() => InVirtualTime(async () =>
    {
        await Us.DisposeAsync();
        await using var broken = await Switchboard.StartAsync(
            new() { SipListen = OurAddress, MediaBindAddress = OurAddress.Address, PublicAddress = IPAddress.Any },
            new() { Numbers = new OwnedNumberList(Owned), Attempts = Attempts, BindSip = SipNetwork.Bind, Media = Datagrams, Time = Time },
            Patience);
        var caller = Them.Call("sip:+15550000001@10.0.0.1", OurAddress, Them.OpenMedia().Negotiation.Offer());
        var incoming = await broken.Inbound.Calls.ReadAsync(Patience);

        var (outcome, _) = await EndAsync(incoming.Leg);
        await caller.Completion;

        Assert.Equal((CallEnding.Failed, CallParty.Us), (outcome.Ending, outcome.HungUpBy));
        Assert.False(await incoming.AnswerAsync(Patience));
        Assert.Equal(0, broken.Ports.InUse);
    });

    [Fact]
    public void Start_PortInUse_SaysWhich() => InVirtualTime(async () =>
    {
        var error = await Assert.ThrowsAsync<SipException>(() => StartAsync(new()
        {
            Numbers = new OwnedNumberList([]),
            Attempts = Attempts,
            BindSip = SipNetwork.Bind,
            Media = Datagrams,
        }));

        Assert.Contains("10.0.0.1:5060", error.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("Parley.Sip")]
    [InlineData("Parley.Telephony.Trunks")]
    [InlineData("Parley.Telephony.InboundCalls")]
    public async Task Start_SomethingFails_LeavesNothingBehind(string part)
    {
        var (network, time, folder) = (new Network.MemorySip(), new CountingTime(), Directory.CreateTempSubdirectory("parley-start-").FullName);
        var address = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 5060);
        var services = new TelephonyServices
        {
            Numbers = new OwnedNumberList([]),
            Attempts = Attempts,
            Trunks = [new() { Name = "carrier", Uri = "sip:10.0.0.2", KeepAlive = TimeSpan.FromSeconds(30) }],
            BindSip = network.Bind,
            Media = Datagrams,
            Time = time,
            Loggers = new Failing(part),
        };

        var options = new TelephonyOptions { SipListen = address, MediaBindAddress = address.Address, Capture = new() { Directory = folder } };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Switchboard.StartAsync(options, services, Patience));

        Assert.Equal(0, time.Timers);
        await network.Bind(address).DisposeAsync();   // It is free again.
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Call_OverRealSockets_TalksAndEnds()
    {
        await using var here = await StartRealAsync([new("own", PhoneNumber.Parse("+15550000001"))], new(20100, 20119));
        await using var there = await StartRealAsync([new("theirs", PhoneNumber.Parse(Callee))], new(20120, 20139));
        var dialled = await here.Dialer.DialAsync(new() { SipUri = $"sip:{Callee}@127.0.0.1:{there.Sip.LocalEndPoint.Port}" }, Patience);
        var leg = Assert.IsType<DialAccepted>(dialled).Leg;
        var incoming = await there.Inbound.Calls.ReadAsync(Patience);
        Assert.True(await incoming.AnswerAsync(Patience));
        await NextAsync<LegAnswered>(leg);
        var samples = new short[Tick];
        while (!(leg.Statistics is { PacketsReceived: > 3 } && incoming.Leg.Statistics is { PacketsReceived: > 3 }))
        {
            Patience.ThrowIfCancellationRequested();
            leg.Write(samples);
            incoming.Leg.Write(samples);
            leg.Read(samples);
            incoming.Leg.Read(samples);
        }

        var outcome = await leg.HangUpAsync(cancellationToken: Patience);

        Assert.Equal((CallStage.Talking, CallEnding.Completed), (outcome.Stage, outcome.Ending));
        Assert.Equal(CallParty.FarEnd, (await incoming.Leg.Completion.WaitAsync(Patience)).HungUpBy);
        Assert.Equal((0, 0), (here.Ports.InUse, there.Ports.InUse));
    }

    private static (CallEnding Ending, CallParty Party) Of((CallOutcome Outcome, List<LegEvent> Events) end) => (end.Outcome.Ending, end.Outcome.HungUpBy);

    private Task<Switchboard> StartRealAsync(OwnedNumber[] numbers, Rtp.Transport.PortRange ports) => Switchboard.StartAsync(
        new() { SipListen = new(IPAddress.Any, 0), MediaPorts = ports },
        new() { Numbers = new OwnedNumberList(numbers), Attempts = Attempts },
        Patience);

    private sealed class Failing(string part) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => categoryName == part ? throw new InvalidOperationException(categoryName) : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class CountingTime : TimeProvider
    {
        private int _timers;

        /// <summary>How many are running.</summary>
        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _timers);
            return new Timer(this, System.CreateTimer(callback, state, dueTime, period));
        }

        private sealed class Timer(CountingTime time, ITimer timer) : ITimer
        {
            private int _over;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                timer.Dispose();
                if (Interlocked.Exchange(ref _over, 1) == 0)
                {
                    Interlocked.Decrement(ref time._timers);
                }
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
