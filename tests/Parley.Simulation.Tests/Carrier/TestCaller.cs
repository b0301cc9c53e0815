using System.Net;
using System.Text;
using Parley.Audio;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Simulation.Lines;
using Parley.Simulation.Scripts;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Simulation.Tests.Carrier;

/// <summary>Somebody outside of the simulated network, with a real SIP phone on loopback.</summary>
internal sealed class TestCaller : IAsyncDisposable
{
    private readonly SipEndpoint _endpoint = new(UdpSipTransport.Bind(new(IPAddress.Loopback, 0)));
    private readonly LineTicker _ticker = new(TimeProvider.System);
    private readonly RtpPortPool _ports = new(UdpNetwork.Instance, IPAddress.Loopback, new(36_000, 38_999));

    private TestCaller() => _ticker.Start();

    public IPEndPoint EndPoint => _endpoint.LocalEndPoint;

    public static async Task<TestCaller> StartAsync()
    {
        var caller = new TestCaller();
        await caller._endpoint.StartAsync(TestContext.Current.CancellationToken);
        return caller;
    }

    public TestCall Call(SimulatedCarrierAddress to, SipCredentials? credentials = null, string? body = null)
    {
        Assert.True(_ports.TryRent(out var ports, out var error), error);
        var media = new OfferAnswer(ports.LocalEndPoint, AudioCapabilities.Default);
        var offer = media.CreateOffer().ToBytes();
        var sip = _endpoint.Invite(new OutgoingInvite
        {
            Uri = SipUri.FromEndPoint(to.Number, to.EndPoint),
            From = new(SipUri.FromEndPoint("+15559990000", EndPoint)),
            Destination = to.EndPoint,
            Body = body is null ? offer : Encoding.ASCII.GetBytes(body),
            Credentials = credentials,
        });
        return new TestCall(sip, media, ports, _ticker);
    }

    /// <summary>Answers the next call that comes in.</summary>
    public async Task<TestCall> AnswerAsync()
    {
        var sip = await _endpoint.IncomingCalls.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(_ports.TryRent(out var ports, out var error), error);
        var media = new OfferAnswer(ports.LocalEndPoint, AudioCapabilities.Default);
        Assert.True(SessionDescription.TryParse(sip.Invite.Body.Span, out var offer, out error), error);
        Assert.True(media.TryAnswer(offer, out var answer, out _, out error), error);
        var call = new TestCall(sip, media, ports, _ticker);
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
internal sealed class TestCall(SipCall sip, OfferAnswer media, RtpPortPair ports, LineTicker ticker) : IDisposable
{
    private readonly CallTape _tape = new(TimeSpan.FromMinutes(2));
    private PhoneLine? _line;

    /// <summary>Far longer than anything here takes: a test that waits for what never comes fails instead of hanging.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public SipCall Sip => sip;

    public OfferAnswer Media => media;

    public PhoneLine Line => _line ?? throw new InvalidOperationException("Not open.");

    /// <summary>What came from the other side.</summary>
    public AudioFrame Heard => _tape.Heard;

    public void Open()
    {
        if (_line is null)
        {
            _line = new PhoneLine(ports, media.Current!, new Ear(TimeSpan.FromMilliseconds(300)), _tape, TimeProvider.System, Random.Shared);
            ticker.Add(_line.Tick);
        }
    }

    /// <summary>Reads events up to one of a kind, opening the line on the first answer to the offer.</summary>
    public async Task<T> UntilAsync<T>()
        where T : SipCallEvent
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Token);
        await foreach (var occurred in sip.Events.ReadAllAsync(either.Token))
        {
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

            if (occurred is T wanted)
            {
                return wanted;
            }

            Assert.False(occurred is CallEnded or CallFailed, $"It ended instead: {occurred}");
        }

        throw new InvalidOperationException("It ended without a word.");
    }

    public async Task HearAsync() => await Line.Ear.Utterances.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

    public async Task SayAsync(LineBook book, string text)
    {
        foreach (var line in await book.GetAsync(text, Token))
        {
            await Line.Mouth.SayAsync(line.Sound.Samples, Token);
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
