using System.Net;
using Parley.Rtp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;
using Parley.Sip;

namespace Parley.Simulation.Tests.Calls;

/// <summary>A SIP phone on a virtual network that answers the first call, and then sends and listens as a test wants it to.</summary>
internal sealed class VirtualPhone : IAsyncDisposable
{
    private readonly VirtualClock _clock;
    private readonly SipEndpoint _sip;
    private readonly RtpPortPool _ports;
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _payload = new byte[160];
    private OfferAnswer? _media;
    private RtpSession? _session;
    private Task _ticking = Task.CompletedTask;

    public VirtualPhone(VirtualNetwork network, IPAddress address)
    {
        _clock = network.Clock;
        var host = network.Host(address);
        _sip = new(host.BindSip(new(address, 5060)), new() { Random = new Random(5) }, _clock);
        _ports = new(host, address, new(20_000, 20_099));
    }

    public IncomingCall? Call { get; private set; }

    /// <summary>Whether it sends sound.</summary>
    public bool Speaks { get; set; } = true;

    /// <summary>Whether its media lives at all: it listens, and reports.</summary>
    public bool Listens { get; set; } = true;

    public async Task AnswerAsync()
    {
        await _sip.StartAsync();
        Assert.True(await _sip.IncomingCalls.WaitToReadAsync());
        Assert.True(_sip.IncomingCalls.TryRead(out var call));
        Assert.True(_ports.TryRent(out var ports, out var error), error);
        Call = call;
        _media = new(ports.LocalEndPoint, AudioCapabilities.Default, new Random(6));
        Assert.True(SessionDescription.TryParse(call.Invite.Body.Span, out var offer, out error), error);
        Assert.True(_media.TryAnswer(offer, out var answer, out var audio, out error), error);
        _session = new(ports, audio, new() { Random = new Random(7) }, _clock);
        await call.AnswerAsync(answer.ToBytes());
        _ticking = TickAsync();
    }

    /// <summary>Holds the call, or takes it back.</summary>
    public async Task RenegotiateAsync(MediaDirection direction)
    {
        var response = await Call!.ReinviteAsync(_media!.CreateOffer(direction).ToBytes());
        Assert.True(SessionDescription.TryParse(response.Body.Span, out var answer, out var error), error);
        Assert.True(_media.TryAccept(answer, out var audio, out error), error);
        _session!.Update(audio);
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _ticking;
        _session?.Dispose();
        await _sip.DisposeAsync();
        _stop.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                Tick(_session!);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private void Tick(RtpSession session)
    {
        if (Listens)
        {
            session.Poll();
            session.Take(_payload);
        }

        if (Speaks)
        {
            session.Send(_payload);
        }
    }
}
