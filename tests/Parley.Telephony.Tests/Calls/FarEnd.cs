using System.Net;
using System.Text;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Telephony.Media;
using Parley.Telephony.Signalling;
using Parley.Telephony.Tests.Network;

namespace Parley.Telephony.Tests.Calls;

/// <summary>The other end of the line: a SIP endpoint with media of its own, each step of which a test does by hand.</summary>
internal sealed class FarEnd : IAsyncDisposable
{
    private readonly TimeProvider _time;

    public FarEnd(IPEndPoint address, MemorySip sip, MemoryDatagrams datagrams, TimeProvider time)
    {
        (_time, Address) = (time, address);
        Sip = new(sip.Bind(address), timeProvider: time);
        Ports = new(datagrams, address.Address, new(20000, 20099));
    }

    public IPEndPoint Address { get; }

    public SipEndpoint Sip { get; }

    public RtpPortPool Ports { get; }

    public Task StartAsync() => Sip.StartAsync();

    /// <summary>Waits for a call to come in.</summary>
    public ValueTask<IncomingCall> RingsAsync(CancellationToken cancellationToken) => Sip.IncomingCalls.ReadAsync(cancellationToken);

    /// <summary>Media that is not negotiated yet.</summary>
    public FarMedia OpenMedia(AudioCapabilities? capabilities = null)
    {
        Assert.True(Ports.TryRent(out var ports, out var error), error);
        var media = new LegMedia(ports, _time, new Random(7));
        return new(media, new(media, Address.Address, capabilities ?? AudioCapabilities.Default, new Random(7)));
    }

    /// <summary>Answers a call with media.</summary>
    public async Task<FarMedia> AnswerAsync(IncomingCall call, AudioCapabilities? capabilities = null)
    {
        var media = OpenMedia(capabilities);
        Assert.Null(media.Negotiation.Answer(call.Invite.Body.Span, out var answer));
        await call.AnswerAsync(answer);
        return media;
    }

    /// <summary>Calls somebody.</summary>
    public OutgoingCall Call(string uri, IPEndPoint destination, byte[] offer, params Parley.Sip.Messages.SipHeader[] headers) => Sip.Invite(new()
    {
        Uri = Parley.Sip.Messages.SipUri.Parse(uri),
        From = Parley.Sip.Messages.NameAddress.Parse("\"Alice\" <sip:+15557770001@10.0.0.2>"),
        Destination = destination,
        Body = offer,
        Headers = headers,
    });

    public ValueTask DisposeAsync() => Sip.DisposeAsync();

    /// <summary>A session description that says what a test wants said.</summary>
    public static byte[] Sdp(string address, int port, string formats, params string[] attributes) => Encoding.ASCII.GetBytes(
        $"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=audio {port} RTP/AVP {formats}\r\n"
        + string.Concat(attributes.Select(attribute => $"a={attribute}\r\n")));
}

/// <summary>The far end's sound and what it agreed on.</summary>
internal sealed record FarMedia(LegMedia Sound, MediaNegotiation Negotiation);
