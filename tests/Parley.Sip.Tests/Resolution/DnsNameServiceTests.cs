using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Sip.Resolution;

namespace Parley.Sip.Tests.Resolution;

/// <summary>Against a small DNS server on a socket.</summary>
public class DnsNameServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_RecordsOfAServer_AreReadRight()
    {
        await using var server = new DnsServer();
        server.Add("carrier.example.test", 35, [.. Number(10), .. Number(20), .. Text("s"), .. Text("SIP+D2T"), .. Text(""), .. Name("_sip._tcp.carrier.example.test")]);
        server.Add("_sip._tcp.carrier.example.test", 33, [.. Number(1), .. Number(2), .. Number(5065), .. Name("one.carrier.example.test")]);
        server.Add("_sip._tcp.carrier.example.test", 33, [.. Number(3), .. Number(4), .. Number(5066), .. Name("two.carrier.example.test")]);
        var names = new DnsNameService(server.EndPoint);

        Assert.Equal([new NaptrRecord(10, 20, "s", "SIP+D2T", "_sip._tcp.carrier.example.test")], await names.FindNaptrAsync("carrier.example.test", Token));
        Assert.Equal(
            [new SrvRecord(1, 2, 5065, "one.carrier.example.test"), new SrvRecord(3, 4, 5066, "two.carrier.example.test")],
            await names.FindSrvAsync("_sip._tcp.carrier.example.test", Token));
        Assert.Empty(await names.FindSrvAsync("_sip._udp.carrier.example.test", Token));
    }

    [Fact]
    public async Task FindAddresses_Localhost_IsTheLoopback() =>
        Assert.Contains(IPAddress.Loopback, await new DnsNameService().FindAddressesAsync("localhost", Token));

    private static byte[] Number(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(Text), 0];

    /// <summary>Answers from its records, and NXDOMAIN else.</summary>
    private sealed class DnsServer : IAsyncDisposable
    {
        private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
        private readonly List<(string Name, ushort Type, byte[] Data)> _records = [];
        private readonly Task _serving;

        public DnsServer() => _serving = ServeAsync();

        public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

        public void Add(string name, ushort type, byte[] data) => _records.Add((name, type, data));

        public async ValueTask DisposeAsync()
        {
            _socket.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var query = await _socket.ReceiveAsync();
                    await _socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint);
                }
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException)
            {
            }
        }

        private byte[] Answer(byte[] query)
        {
            var end = 12 + query.AsSpan(12).IndexOf((byte)0) + 5;
            var question = query[12..end];
            var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end - 4));
            var found = _records.Where(r => r.Type == type && Name(r.Name).AsSpan().SequenceEqual(question.AsSpan()[..^4])).ToList();
            return
            [
                .. query[..2], 0x84, (byte)(found.Count == 0 ? 3 : 0), 0, 1, .. Number((ushort)found.Count), 0, 0, 0, 0, .. question,
                .. found.SelectMany(r => (byte[])[0xC0, 12, .. Number(r.Type), 0, 1, 0, 0, 0, 60, .. Number((ushort)r.Data.Length), .. r.Data]),
            ];
        }
    }
}
