using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>A phone that says that it rings, and nothing ever after.</summary>
internal sealed class DeadPhone : IDisposable
{
    private static readonly string[] Copied = ["Via:", "From:", "Call-ID:", "CSeq:"];

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));

    public EndPoint EndPoint => _socket.Client.LocalEndPoint!;

    public async Task RingsAndDiesAsync()
    {
        var invite = await _socket.ReceiveAsync(TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(invite.Buffer).Split("\r\n");
        var copied = lines.Where(line => Copied.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        var to = lines.First(line => line.StartsWith("To:", StringComparison.OrdinalIgnoreCase));
        var ringing = $"SIP/2.0 180 Ringing\r\n{string.Join("\r\n", copied)}\r\n{to};tag=1\r\nContact: <sip:x@{EndPoint}>\r\nContent-Length: 0\r\n\r\n";
        await _socket.SendAsync(Encoding.UTF8.GetBytes(ringing), invite.RemoteEndPoint, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _socket.Dispose();
}
