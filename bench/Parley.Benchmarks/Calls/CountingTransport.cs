using System.Net;
using System.Threading.Channels;
using Parley.Sip.Transport;

namespace Parley.Benchmarks.Calls;

/// <summary>A transport that counts what is sent: with three messages to a call that goes well, the rest are repetitions.</summary>
internal sealed class CountingTransport(ISipTransport transport) : ISipTransport
{
    private long _sent;

    public long Sent => Volatile.Read(ref _sent);

    public IPEndPoint LocalEndPoint => transport.LocalEndPoint;

    public string Protocol => transport.Protocol;

    public bool IsReliable => transport.IsReliable;

    public ChannelReader<SipDatagram> Received => transport.Received;

    public IPEndPoint GetLocalEndPoint(IPEndPoint destination) => transport.GetLocalEndPoint(destination);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sent);
        return transport.SendAsync(message, destination, cancellationToken);
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    bool ISipTransport.Owns(object flow) => transport.Owns(flow);
}
