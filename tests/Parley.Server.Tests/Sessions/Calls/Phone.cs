using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>A SIP phone on loopback that does by itself nothing at all: each step is the test's.</summary>
internal sealed class Phone : IAsyncDisposable
{
    private readonly SipEndpoint _sip = new(UdpSipTransport.Bind(new(IPAddress.Loopback, 0)));
    private readonly UdpClient _media = new(new IPEndPoint(IPAddress.Loopback, 0));

    public IPEndPoint EndPoint => _sip.LocalEndPoint;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A session description that takes mu-law and keys.</summary>
    public string Sdp => Describe("0 101", "rtpmap:0 PCMU/8000", "rtpmap:101 telephone-event/8000");

    public static async Task<Phone> StartAsync()
    {
        var phone = new Phone();
        await phone._sip.StartAsync(TestContext.Current.CancellationToken);
        return phone;
    }

    /// <summary>Waits for the next call.</summary>
    public async Task<IncomingCall> RingsAsync() => await _sip.IncomingCalls.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Whether nobody has called.</summary>
    public bool IsQuiet => !_sip.IncomingCalls.TryPeek(out _);

    /// <summary>Waits for the next call, lets it ring and picks it up.</summary>
    public async Task<IncomingCall> AnswersAsync()
    {
        var call = await RingsAsync();
        await call.ProgressAsync(cancellationToken: Token);
        await call.AnswerAsync(Encoding.ASCII.GetBytes(Sdp), cancellationToken: Token);
        return call;
    }

    /// <summary>Calls somebody.</summary>
    public OutgoingCall Calls(IPEndPoint server, string number, params SipHeader[] headers) => _sip.Invite(new OutgoingInvite
    {
        Uri = SipUri.FromEndPoint(number, server),
        From = new(SipUri.FromEndPoint("+15557770001", EndPoint), "Alice"),
        Destination = server,
        Body = Encoding.ASCII.GetBytes(Sdp),
        Headers = headers,
    });

    /// <summary>A session description of the media socket.</summary>
    public string Describe(string formats, params string[] attributes) =>
        $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {((IPEndPoint)_media.Client.LocalEndPoint!).Port} RTP/AVP {formats}\r\n"
        + string.Concat(attributes.Select(attribute => $"a={attribute}\r\n"));

    /// <summary>Reads the events of a call to its last one.</summary>
    public static async Task<SipCallEvent> EndOf(SipCall call) => (await call.Events.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync())[^1];

    public async ValueTask DisposeAsync()
    {
        using var haste = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _sip.StopAsync(haste.Token);
        }
        catch (OperationCanceledException)
        {
            // A server that is gone answers no BYE.
        }

        await _sip.DisposeAsync();
        _media.Dispose();
    }
}
