using System.Net;
using System.Text;
using Parley.Agents;
using Parley.Audio;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Simulation.Lines;
using Parley.Simulation.Network;
using Parley.Simulation.Scripts;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Simulation.Tests.Carrier;

/// <summary>Somebody outside of the simulated network, with a real SIP phone: on loopback, or on a host of a virtual network.</summary>
internal sealed class TestCaller : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly SipEndpoint _endpoint;
    private readonly LineTicker _ticker;
    private readonly RtpPortPool _ports;

    private TestCaller(TimeProvider time, ISipTransport sip, IDatagramNetwork media, Random random)
    {
        (_time, _random) = (time, random);
        _endpoint = new SipEndpoint(sip, new() { Random = random }, time);
        _ticker = new LineTicker(time);
        _ports = new RtpPortPool(media, sip.LocalEndPoint.Address, new(36_000, 38_999));
        _ticker.Start();
    }

    public IPEndPoint EndPoint => _endpoint.LocalEndPoint;

    public static Task<TestCaller> StartAsync() =>
        StartAsync(new(TimeProvider.System, UdpSipTransport.Bind(new(IPAddress.Loopback, 0)), UdpNetwork.Instance, Random.Shared));

    public static Task<TestCaller> StartAsync(VirtualHost host, TimeProvider time, int seed) =>
        StartAsync(new(time, host.BindSip(new(host.Address, 5060)), host, new Random(seed)));

    private static async Task<TestCaller> StartAsync(TestCaller caller)
    {
        await caller._endpoint.StartAsync(TestContext.Current.CancellationToken);
        return caller;
    }

    public TestCall Call(SimulatedCarrierAddress to, SipCredentials? credentials = null, string? body = null)
    {
        Assert.True(_ports.TryRent(out var ports, out var error), error);
        var media = new OfferAnswer(ports.LocalEndPoint, AudioCapabilities.Default, _random);
        var offer = media.CreateOffer().ToBytes();
        var sip = _endpoint.Invite(new OutgoingInvite
        {
            Uri = SipUri.FromEndPoint(to.Number, to.EndPoint),
            From = new(SipUri.FromEndPoint("+15559990000", EndPoint)),
            Destination = to.EndPoint,
            Body = body is null ? offer : Encoding.ASCII.GetBytes(body),
            Credentials = credentials,
        });
        return new TestCall(sip, media, ports, _ticker, _time, _random);
    }

    /// <summary>Answers the next call that comes in.</summary>
    public async Task<TestCall> AnswerAsync()
    {
        var sip = await _endpoint.IncomingCalls.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(_ports.TryRent(out var ports, out var error), error);
        var media = new OfferAnswer(ports.LocalEndPoint, AudioCapabilities.Default, _random);
        Assert.True(SessionDescription.TryParse(sip.Invite.Body.Span, out var offer, out error), error);
        Assert.True(media.TryAnswer(offer, out var answer, out _, out error), error);
        var call = new TestCall(sip, media, ports, _ticker, _time, _random);
        call.Open();
        await sip.AnswerAsync(answer.ToBytes(), cancellationToken: TestContext.Current.CancellationToken);
        return call;
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.StopAsync(CancellationToken.None);
        await _endpoint.DisposeAsync();
        _ticker.Dispose();
    }
}

/// <summary>Where a simulated number is.</summary>
internal sealed record SimulatedCarrierAddress(IPEndPoint EndPoint, string Number);

/// <summary>One call of a <see cref="TestCaller"/>.</summary>
internal sealed class TestCall(SipCall sip, OfferAnswer media, RtpPortPair ports, LineTicker ticker, TimeProvider time, Random random) : IDisposable
{
    private readonly CallTape _tape = new(TimeSpan.FromMinutes(2));
    private PhoneLine? _line;
    private SipCallEvent? _last;

    /// <summary>Far longer than anything here takes: a test that waits for what never comes fails instead of hanging.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public SipCall Sip => sip;

    public OfferAnswer Media => media;

    public PhoneLine Line => _line ?? throw new InvalidOperationException("Not open.");

    /// <summary>The directions that re-INVITEs of the other side left to this one.</summary>
    public List<MediaDirection> Offers { get; } = [];

    /// <summary>What came from the other side.</summary>
    public AudioFrame Heard => _tape.Heard;

    public void Open()
    {
        if (_line is null)
        {
            _line = new PhoneLine(ports, media.Current!, new Ear(TimeSpan.FromMilliseconds(300)), _tape, time, random);
            ticker.Add(_line.Tick);
        }
    }

    /// <summary>Reads events up to one of a kind, opening the line on the first answer to the offer.</summary>
    public async Task<T> UntilAsync<T>()
        where T : SipCallEvent
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Token);
        await foreach (var occurred in sip.Events.DrainAsync(either.Token))
        {
            Take(occurred);
            if (occurred is T wanted)
            {
                return wanted;
            }

            Assert.False(occurred is CallEnded or CallFailed, $"It ended instead: {occurred}");
        }

        throw new InvalidOperationException("It ended without a word.");
    }

    /// <summary>Reads events to the last, and gives it.</summary>
    public async Task<SipCallEvent> EndAsync()
    {
        await foreach (var occurred in sip.Events.DrainAsync(Token))
        {
            Take(occurred);
        }

        return _last!;
    }

    /// <summary>Hears the other side out.</summary>
    public async Task<Utterance> HearAsync()
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Token);
        return await Line.Ear.Utterances.ReadAsync(either.Token);
    }

    /// <summary>Waits.</summary>
    public Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), time, Token);

    public async Task SayAsync(LineBook book, string text)
    {
        foreach (var line in await book.GetAsync(text, Token))
        {
            await Line.Mouth.SayAsync(line.Sound.Samples, Token);
        }
    }

    private void Take(SipCallEvent occurred)
    {
        _last = occurred;
        if (occurred is OfferReceived offer)
        {
            Assert.True(SessionDescription.TryParse(offer.Body.Span, out var offered, out var wrong), wrong);
            Assert.True(media.TryAnswer(offered, out var answer, out var audio, out wrong), wrong);
            Line.Session.Update(audio);
            Offers.Add(audio.Direction);
            _ = sip.AnswerOfferAsync(answer.ToBytes());
            return;
        }

        var body = occurred switch
        {
            CallAnswered answered => answered.Response.Body,
            CallProgress progress => progress.Body,
            _ => default,
        };
        if (_line is null && body.Length > 0)
        {
            Assert.True(SessionDescription.TryParse(body.Span, out var answer, out var error), error);
            Assert.True(media.TryAccept(answer, out _, out error), error);
            Open();
        }
    }

    public void Dispose()
    {
        if (_line is not null)
        {
            ticker.Remove(_line.Tick);
            _line.Dispose();
        }

        ports.Dispose();
    }
}
