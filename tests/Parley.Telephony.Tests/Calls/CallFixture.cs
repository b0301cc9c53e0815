using System.Net;
using System.Threading.Channels;
using Parley.Simulation.VirtualTime;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Tests.Network;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Calls;

/// <summary>Our switchboard and a far end on one in-memory network, in a time that moves only when told to.</summary>
public abstract class CallFixture
{
    protected const int Tick = 160;
    protected const string Callee = "+15551230001";

    protected static readonly TimeSpan TickTime = TimeSpan.FromMilliseconds(20);

    /// <summary>The most virtual time that a test may take.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly VirtualScheduler _scheduler = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private protected VirtualClock Time => _scheduler.Clock;

    private protected MemorySip SipNetwork { get; } = new();

    private protected MemoryDatagrams Datagrams { get; } = new();

    private protected FakeAttemptLog Attempts { get; } = new();

    private protected Switchboard Us { get; private set; } = null!;

    private protected FarEnd Them { get; private set; } = null!;

    /// <summary>Fires when the test is given up. In virtual time a wait for what never happens ends by itself, as an error.</summary>
    private protected static CancellationToken Patience => TestContext.Current.CancellationToken;

    private protected IPEndPoint OurAddress { get; } = new(IPAddress.Parse("10.0.0.1"), 5060);

    private protected IPEndPoint TheirAddress { get; } = new(IPAddress.Parse("10.0.0.2"), 5060);

    private protected List<OwnedNumber> Owned { get; } = [new("id-1", PhoneNumber.Parse("+15550000001"), "carrier") { DisplayName = "Dr. \"Bob\"" }];

    private protected TrunkOptions Carrier { get; set; } = new() { Name = "carrier", Uri = "sip:10.0.0.2" };

    private protected virtual TelephonyOptions ConfigureOptions(TelephonyOptions options) => options;

    private protected virtual TelephonyServices Configure(TelephonyServices services) => services;

    /// <summary>
    /// Runs a test with both ends up, on one thread, in a time that moves only when nothing else can; at its end nothing of ours may be left in use.
    /// </summary>
    private protected void InVirtualTime(Func<Task> test) => _scheduler.Run(
        async () =>
        {
            await StartAsync();
            try
            {
                await test();
            }
            finally
            {
                await Us.DisposeAsync();
                await Them.DisposeAsync();
            }

            Assert.Equal(0, Us.Ports.InUse);
            Assert.Equal(0, Us.ActiveCalls);
            Assert.All(Us.Trunks.Trunks, trunk => Assert.Equal(0, trunk.Pacing.Active));
        },
        Longest);

    private protected Task<Switchboard> StartAsync(TelephonyServices services) => Switchboard.StartAsync(
        ConfigureOptions(new TelephonyOptions
        {
            SipListen = OurAddress,
            MediaBindAddress = OurAddress.Address,
            MediaPorts = new(10000, 10039),
            Random = new Random(1),
        }),
        services,
        Patience);

    private protected async Task<CallLeg> DialAsync(DialRequest? request = null)
    {
        var result = await Us.Dialer.DialAsync(request ?? new() { PhoneNumber = Callee }, Patience);
        return Assert.IsType<DialAccepted>(result).Leg;
    }

    private protected async Task<DialRefused> DialRefusedAsync(DialRequest request) =>
        Assert.IsType<DialRefused>(await Us.Dialer.DialAsync(request, Patience));

    /// <summary>Reads events up to the next of a kind.</summary>
    private protected static async Task<T> NextAsync<T>(CallLeg leg)
        where T : LegEvent
    {
        while (true)
        {
            if (await leg.Events.ReadAsync(Patience) is T wanted)
            {
                return wanted;
            }
        }
    }

    /// <summary>Reads events until there are no more, and sees to it that the last one is the end and the only one.</summary>
    private protected static async Task<(CallOutcome Outcome, List<LegEvent> Events)> EndAsync(CallLeg leg)
    {
        var events = await AllAsync(leg.Events);

        var ended = Assert.Single(events.OfType<LegEnded>());
        Assert.Same(ended, events[^1]);
        Assert.Same(ended.Outcome, await leg.Completion);
        return (ended.Outcome, events);
    }

    /// <summary>Reads a channel to its end.</summary>
    private protected static async Task<List<T>> AllAsync<T>(ChannelReader<T> reader)
    {
        var all = new List<T>();
        while (await reader.WaitToReadAsync(Patience))
        {
            while (reader.TryRead(out var next))
            {
                all.Add(next);
            }
        }

        return all;
    }

    /// <summary>Places a call and has it answered.</summary>
    private protected async Task<(CallLeg Leg, Parley.Sip.IncomingCall Call, FarMedia Media)> TalkAsync(DialRequest? request = null)
    {
        var leg = await DialAsync(request);
        var call = await Them.RingsAsync(Patience);
        await call.ProgressAsync();
        var media = await Them.AnswerAsync(call);
        await NextAsync<LegAnswered>(leg);
        return (leg, call, media);
    }

    /// <summary>Lets media ticks pass on both sides until something holds.</summary>
    private protected async Task TickUntilAsync(Func<bool> holds, CallLeg leg, LegMedia far, short[]? ours = null, short[]? theirs = null)
    {
        while (!holds())
        {
            await TickOnceAsync(leg, far, ours, theirs);
        }
    }

    /// <summary>One media tick on both sides.</summary>
    /// <returns>What each side heard.</returns>
    private protected async Task<(short[] Here, short[] There)> TickOnceAsync(CallLeg leg, LegMedia far, short[]? ours = null, short[]? theirs = null)
    {
        var (here, there) = (new short[Tick], new short[Tick]);
        leg.Read(here);
        far.Read(there);
        leg.Write(ours ?? new short[Tick]);
        far.Write(theirs ?? new short[Tick]);
        await Task.Delay(TickTime, Time, Patience);
        return (here, there);
    }

    private async Task StartAsync()
    {
        Them = new(TheirAddress, SipNetwork, Datagrams, Time);
        await Them.StartAsync();
        Us = await StartAsync(Configure(new()
        {
            Numbers = new OwnedNumberList(Owned),
            Attempts = Attempts,
            Trunks = [Carrier],
            BindSip = SipNetwork.Bind,
            Media = Datagrams,
            Time = Time,
        }));
    }
}
