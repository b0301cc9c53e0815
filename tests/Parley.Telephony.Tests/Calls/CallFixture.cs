using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Tests.Network;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Calls;

/// <summary>Our switchboard and a far end on one in-memory network, in a time that moves only when told to.</summary>
public abstract class CallFixture : IAsyncLifetime
{
    protected const int Tick = 160;
    protected const string Callee = "+15551230001";

    protected static readonly TimeSpan TickTime = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private protected MemorySip SipNetwork { get; } = new();

    private protected MemoryDatagrams Datagrams { get; } = new();

    private protected FakeAttemptLog Attempts { get; } = new();

    private protected Switchboard Us { get; private set; } = null!;

    private protected FarEnd Them { get; private set; } = null!;

    /// <summary>Fires when a test takes far longer than it could.</summary>
    private protected CancellationToken Patience => _patience.Token;

    private protected IPEndPoint OurAddress { get; } = new(IPAddress.Parse("10.0.0.1"), 5060);

    private protected IPEndPoint TheirAddress { get; } = new(IPAddress.Parse("10.0.0.2"), 5060);

    private protected List<OwnedNumber> Owned { get; } = [new("id-1", PhoneNumber.Parse("+15550000001"), "carrier") { DisplayName = "Dr. \"Bob\"" }];

    private protected TrunkOptions Carrier { get; set; } = new() { Name = "carrier", Uri = "sip:10.0.0.2" };

    private protected virtual TelephonyOptions ConfigureOptions(TelephonyOptions options) => options;

    private protected virtual TelephonyServices Configure(TelephonyServices services) => services;

    public async ValueTask InitializeAsync()
    {
        _patience.CancelAfter(TimeSpan.FromSeconds(60));
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

    public async ValueTask DisposeAsync()
    {
        var stopping = Us.DisposeAsync().AsTask();
        while (!stopping.IsCompleted && !Patience.IsCancellationRequested)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await stopping.WaitAsync(Patience);
        await Them.DisposeAsync();
        Assert.Equal(0, Us.Ports.InUse);
        Assert.Equal(0, Us.ActiveCalls);
        Assert.All(Us.Trunks.Trunks, trunk => Assert.Equal(0, trunk.Pacing.Active));
        _patience.Dispose();
        GC.SuppressFinalize(this);
    }

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
    private protected async Task<T> NextAsync<T>(CallLeg leg)
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
    private protected async Task<(CallOutcome Outcome, List<LegEvent> Events)> EndAsync(CallLeg leg)
    {
        var events = new List<LegEvent>();
        await foreach (var happened in leg.Events.ReadAllAsync(Patience))
        {
            events.Add(happened);
        }

        var ended = Assert.Single(events.OfType<LegEnded>());
        Assert.Same(ended, events[^1]);
        Assert.Same(ended.Outcome, await leg.Completion);
        return (ended.Outcome, events);
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
            Patience.ThrowIfCancellationRequested();
            TickOnce(leg, far, ours, theirs);
            await Task.Yield();
        }
    }

    /// <summary>One media tick on both sides.</summary>
    /// <returns>What each side heard.</returns>
    private protected (short[] Here, short[] There) TickOnce(CallLeg leg, LegMedia far, short[]? ours = null, short[]? theirs = null)
    {
        var (here, there) = (new short[Tick], new short[Tick]);
        leg.Read(here);
        far.Read(there);
        leg.Write(ours ?? new short[Tick]);
        far.Write(theirs ?? new short[Tick]);
        Time.Advance(TickTime);
        return (here, there);
    }

    /// <summary>Lets time pass in steps until a task is done.</summary>
    private protected async Task<T> PassUntilAsync<T>(Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            Patience.ThrowIfCancellationRequested();
            Time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Patience); // The tasks behind the timers need processor time of the real kind.
        }

        return await task;
    }
}
