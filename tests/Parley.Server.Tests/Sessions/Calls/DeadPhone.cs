using System.Net;
using System.Text;
using Parley.Sip.Transport;
using Parley.Testing;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>A phone that says that it rings, and nothing ever after.</summary>
internal sealed class DeadPhone(PhoneNetwork network) : IAsyncDisposable
{
    private static readonly string[] Copied = ["Via:", "From:", "Call-ID:", "CSeq:"];

    private readonly ISipTransport _sip = network.Hosts!.Host(IPAddress.Parse("10.9.0.2")).BindSip(new(IPAddress.Any, 5060));

    public EndPoint EndPoint => _sip.LocalEndPoint;

    public async Task RingsAndDiesAsync()
    {
        Assert.True(await _sip.Received.WaitToReadAsync(TestContext.Current.CancellationToken));
        Assert.True(_sip.Received.TryRead(out var invite));
        var lines = Encoding.UTF8.GetString(invite.Bytes.Span).Split("\r\n");
        var copied = lines.Where(line => Copied.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        var to = lines.First(line => line.StartsWith("To:", StringComparison.OrdinalIgnoreCase));
        var ringing = $"SIP/2.0 180 Ringing\r\n{string.Join("\r\n", copied)}\r\n{to};tag=1\r\nContact: <sip:x@{EndPoint}>\r\nContent-Length: 0\r\n\r\n";
        await _sip.SendAsync(Encoding.UTF8.GetBytes(ringing), invite.Remote, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _sip.DisposeAsync();
}
