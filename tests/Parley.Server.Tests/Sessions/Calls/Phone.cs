using System.Buffers.Binary;
using System.Net;
using System.Text;
using Parley.Agents;
using Parley.Audio.Codecs;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Server.Tests.Sockets;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Sip.Transport;
using Parley.Testing;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>A SIP phone that does by itself nothing at all: each step is the test's. On a host of a virtual network, or on loopback.</summary>
internal sealed class Phone : IAsyncDisposable
{
    /// <summary>Where it is in virtual time.</summary>
    public static readonly IPEndPoint VirtualAddress = new(IPAddress.Parse("10.9.0.1"), 5060);

    private readonly SipEndpoint _sip;
    private readonly IDatagramSocket _media;
    private readonly TimeProvider _time;
    private ushort _said;

    private Phone(ISipTransport sip, IDatagramNetwork media, TimeProvider time, Random random)
    {
        _sip = new(sip, new() { Random = random }, time);
        _media = media.Bind(new(sip.LocalEndPoint.Address, 0));
        _time = time;
    }

    public IPEndPoint EndPoint => _sip.LocalEndPoint;

    /// <summary>A session description that takes mu-law and keys.</summary>
    public string Sdp => Describe("0 101", "rtpmap:0 PCMU/8000", "rtpmap:101 telephone-event/8000");

    /// <summary>Starts one on a host of its own.</summary>
    public static Task<Phone> StartAsync(PhoneNetwork network) => StartAsync(network, VirtualAddress);

    /// <summary>Starts one at another place of a virtual network.</summary>
    public static Task<Phone> StartAsync(PhoneNetwork network, IPEndPoint address)
    {
        var host = network.Hosts!.Host(address.Address);
        return StartedAsync(new(host.BindSip(address), host, network.Time, new Random(address.Address.GetAddressBytes()[^1])));
    }

    /// <summary>Starts one on loopback.</summary>
    public static Task<Phone> StartAsync() => StartAsync(IPAddress.Loopback);

    /// <summary>Starts one on another address of this machine, where it is not taken for the trunk.</summary>
    public static Task<Phone> StartAsync(IPAddress address) =>
        StartedAsync(new(UdpSipTransport.Bind(new(address, 0)), UdpNetwork.Instance, TimeProvider.System, Random.Shared));

    /// <summary>Waits for the next call.</summary>
    public async Task<IncomingCall> RingsAsync()
    {
        while (await _sip.IncomingCalls.WaitToReadAsync(TestContext.Current.CancellationToken))
        {
            if (_sip.IncomingCalls.TryRead(out var call))
            {
                return call;
            }
        }

        throw new InvalidOperationException("The phone is gone.");
    }

    /// <summary>Whether nobody has called.</summary>
    public bool IsQuiet => !_sip.IncomingCalls.TryPeek(out _);

    /// <summary>Waits for the next call, lets it ring and picks it up.</summary>
    public async Task<IncomingCall> AnswersAsync()
    {
        var call = await RingsAsync();
        await call.ProgressAsync();
        await call.AnswerAsync(Encoding.ASCII.GetBytes(Sdp));
        return call;
    }

    /// <summary>Calls an address.</summary>
    public OutgoingCall Calls(SipUri uri, IPEndPoint server, string? sdp = null, SipUri? to = null, params SipHeader[] headers) => _sip.Invite(new OutgoingInvite
    {
        Uri = uri,
        From = new(SipUri.FromEndPoint("+15557770001", EndPoint), "Alice"),
        To = to is null ? null : new(to),
        Destination = server,
        Body = Encoding.ASCII.GetBytes(sdp ?? Sdp),
        Headers = headers,
    });

    /// <summary>Sends 20 ms of a loud tone to where a session description says.</summary>
    public void Says(ReadOnlyMemory<byte> sdp)
    {
        Assert.True(SessionDescription.TryParse(sdp.Span, out var far, out var error), error);
        var packet = new byte[12 + 160];
        (packet[0], packet[11]) = (0x80, 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), ++_said);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), 160u * _said);
        G711.EncodeMuLaw(ToneVoice.Tone(), packet.AsSpan(12));
        _media.TrySend(packet, SocketEndPoint.From(new(far.ConnectionOf(far.Media[0])!, far.Media[0].Port)));
    }

    /// <summary>What has come since it was asked for last, in mu-law, as samples of 8,000 Hz.</summary>
    public short[] Hears()
    {
        var heard = new List<short>();
        Span<byte> packet = stackalloc byte[1500];
        while (_media.TryReceive(packet, out var length, out _))
        {
            const int Header = 12;   // RFC 3550, section 5.1, without anything that Parley does not send.
            if (length > Header && (packet[1] & 0x7F) == 0)
            {
                var samples = new short[length - Header];
                G711.DecodeMuLaw(packet[Header..length], samples);
                heard.AddRange(samples);
            }
        }

        return [.. heard];
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
        $"v=0\r\no=- 1 1 IN IP4 {EndPoint.Address}\r\ns=-\r\nc=IN IP4 {EndPoint.Address}\r\nt=0 0\r\nm=audio {_media.LocalEndPoint.Port} RTP/AVP {formats}\r\n"
        + string.Concat(attributes.Select(attribute => $"a={attribute}\r\n"));

    /// <summary>Reads the events of a call up to one of a kind.</summary>
    public static async Task UntilAsync<T>(SipCall call)
        where T : SipCallEvent
    {
        await foreach (var occurred in call.Events.DrainAsync(TestContext.Current.CancellationToken))
        {
            if (occurred is T)
            {
                return;
            }
        }

        Assert.Fail($"The call ended without {typeof(T).Name}.");
    }

    /// <summary>Reads the events of a call to its last one.</summary>
    public static async Task<SipCallEvent> EndOf(SipCall call)
    {
        SipCallEvent? last = null;
        await foreach (var occurred in call.Events.DrainAsync(TestContext.Current.CancellationToken))
        {
            last = occurred;
        }

        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        using var haste = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
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

    private static async Task<Phone> StartedAsync(Phone phone)
    {
        await phone._sip.StartAsync(TestContext.Current.CancellationToken);
        return phone;
    }
}
