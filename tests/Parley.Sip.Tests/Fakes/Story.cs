using System.Net;
using System.Text;
using Parley.Sip.Messages;

namespace Parley.Sip.Tests.Fakes;

/// <summary>Two endpoints on one fake network, and the words that call stories are told in.</summary>
internal sealed class Story
{
    public static readonly byte[] Offer = "v=0 offer"u8.ToArray();
    public static readonly byte[] Reply = "v=0 answer"u8.ToArray();

    public Story(VirtualWorld world, SipEndpointOptions? options = null, SipEndpointOptions? bobs = null)
    {
        World = world;
        Network = new(world);
        AliceTransport = Network.Bind("192.0.2.1:5060");
        Alice = new(AliceTransport, (options ?? new()) with { Random = new(1) }, world.Time);
        Bob = new(Network.Bind("192.0.2.2:5070"), (bobs ?? new()) with { Random = new(2) }, world.Time);
    }

    public VirtualWorld World { get; }

    public FakeNetwork Network { get; }

    public FakeTransport AliceTransport { get; }

    public SipEndpoint Alice { get; }

    public SipEndpoint Bob { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Tells a story between two endpoints of ours and checks that nothing of it is left behind.</summary>
    public static void Run(Func<Story, Task> story, bool mustBeClean = true, SipEndpointOptions? alices = null, SipEndpointOptions? bobs = null) => VirtualWorld.Run(async world =>
    {
        var calls = new Story(world, alices, bobs);
        await calls.Alice.StartAsync(Token);
        await calls.Bob.StartAsync(Token);
        await story(calls);
        if (mustBeClean)
        {
            await world.Wait(TimeSpan.FromSeconds(70));
            Assert.Equal((0, 0, 0), (calls.Alice.ActiveCalls, calls.Alice.ActiveDialogs, calls.Alice.ActiveTransactions));
            Assert.Equal((0, 0, 0), (calls.Bob.ActiveCalls, calls.Bob.ActiveDialogs, calls.Bob.ActiveTransactions));
        }

        await calls.Alice.DisposeAsync();
        await calls.Bob.DisposeAsync();
    });

    /// <summary>Tells a story between an endpoint of ours and a far end that does as written.</summary>
    public static void RunWithPeer(Func<Story, ScriptedPeer, Task> story, SipEndpointOptions? options = null) => Run(
        async calls => await story(calls, new(calls.Network, "192.0.2.9:5090")), alices: options, bobs: options);

    public OutgoingCall Dial(TimeSpan? ringTimeout = null) => DialTo(Bob.LocalEndPoint, ringTimeout);

    public OutgoingCall DialTo(IPEndPoint destination, TimeSpan? ringTimeout = null, SipCredentials? credentials = null) => Alice.Invite(new()
    {
        Uri = SipUri.Parse($"sip:bob@{destination}"),
        From = NameAddress.Parse("\"Alice\" <sip:alice@192.0.2.1>"),
        Destination = destination,
        Body = Offer,
        RingTimeout = ringTimeout ?? TimeSpan.FromSeconds(60),
        Credentials = credentials,
    });

    public async Task<(OutgoingCall Caller, IncomingCall Callee)> ConnectAsync()
    {
        var caller = Dial();
        var callee = await Bob.IncomingCalls.ReadAsync(Token);
        await callee.ProgressAsync(180, cancellationToken: Token);
        await callee.AnswerAsync(Reply, cancellationToken: Token);
        await NextAsync<CallAnswered>(caller);
        await NextAsync<CallConfirmed>(callee);
        return (caller, callee);
    }

    /// <summary>Skips events until one of that kind.</summary>
    public static async Task<T> NextAsync<T>(SipCall call)
        where T : SipCallEvent
    {
        while (true)
        {
            var next = await call.Events.ReadAsync(Token);
            if (next is T wanted)
            {
                return wanted;
            }
        }
    }

    /// <summary>Every event to the last.</summary>
    public static async Task<List<SipCallEvent>> RestAsync(SipCall call)
    {
        var events = new List<SipCallEvent>();
        while (await call.Events.WaitToReadAsync(Token))
        {
            while (call.Events.TryRead(out var next))
            {
                events.Add(next);
            }
        }

        return events;
    }

    public static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
