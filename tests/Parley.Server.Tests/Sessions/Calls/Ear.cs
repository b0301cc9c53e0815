using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Sip;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>The mouth and ear of a phone on loopback: mu-law, and no clock of its own. It speaks when its test says so, usually once for each packet that somebody hears.</summary>
internal sealed class Ear : IDisposable
{
    private const int HeaderLength = 12;
    private const int Frame = 160;

    /// <summary>Mu-law of this and above is no noise and no rest of a filter: some 4,000 of 32,767.</summary>
    private const int Loud = 0x50;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private ushort _sequence;
    private IPEndPoint? _server;

    /// <summary>Picks a call up with this ear.</summary>
    public async Task PicksUpAsync(IncomingCall call)
    {
        var offer = Encoding.ASCII.GetString(call.Invite.Body.Span).Split("\r\n");
        var port = offer.First(line => line.StartsWith("m=audio ", StringComparison.Ordinal)).Split(' ')[1];
        _server = new(IPAddress.Loopback, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        var sdp = $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {((IPEndPoint)_socket.Client.LocalEndPoint!).Port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
        await call.AnswerAsync(Encoding.ASCII.GetBytes(sdp), cancellationToken: TestContext.Current.CancellationToken);
        await Phone.UntilAsync<CallConfirmed>(call);
    }

    /// <summary>Says 20 ms of a tone of 500 Hz.</summary>
    public async Task SpeaksAsync()
    {
        var packet = new byte[HeaderLength + Frame];
        packet[0] = 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(_sequence * Frame));
        packet[11] = 7;
        for (var i = 0; i < Frame; i++)
        {
            packet[HeaderLength + i] = (byte)(i % 16 < 8 ? 0x10 : 0x90);
        }

        _sequence++;
        await _socket.SendAsync(packet, _server!, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for 20 ms of sound.</summary>
    /// <returns>Whether there is anything loud in it.</returns>
    public async Task<bool> HearsAsync()
    {
        while (true)
        {
            var packet = (await _socket.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer;
            if (packet.Length == HeaderLength + Frame && (packet[1] & 0x7F) == 0)
            {
                return packet.AsSpan(HeaderLength).ContainsAnyInRange((byte)0x00, (byte)(0x7F - Loud)) || packet.AsSpan(HeaderLength).ContainsAnyInRange((byte)0x80, (byte)(0xFF - Loud));
            }
        }
    }

    /// <summary>What has been heard and not listened to: in how many packets there is something loud, and how many there are.</summary>
    public async Task<(int Loud, int All)> HeardAsync()
    {
        var (loud, all) = (0, 0);
        while (_socket.Available > 0)
        {
            loud += await HearsAsync() ? 1 : 0;
            all++;
        }

        return (loud, all);
    }

    public void Dispose() => _socket.Dispose();
}
