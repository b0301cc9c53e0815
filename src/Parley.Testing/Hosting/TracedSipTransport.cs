using System.Net;
using System.Threading.Channels;
using Parley.Sip.Transport;

namespace Parley.Testing.Hosting;

/// <summary>A transport of which every message is told as it is sent or read.</summary>
internal sealed class TracedSipTransport(ISipTransport transport, Action<SipTrace> tell) : ISipTransport
{
    public IPEndPoint LocalEndPoint => transport.LocalEndPoint;

    public string Protocol => transport.Protocol;

    public bool IsReliable => transport.IsReliable;

    public ChannelReader<SipDatagram> Received => field ??= new TracedReader(transport.Received, Tell);

    public IPEndPoint GetLocalEndPoint(IPEndPoint destination) => transport.GetLocalEndPoint(destination);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
    {
        tell(new SipTrace(TimeProvider.System.GetUtcNow(), GetLocalEndPoint(destination), destination, message.ToArray()));
        return transport.SendAsync(message, destination, cancellationToken);
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private void Tell(SipDatagram datagram)
    {
        if (!datagram.IsUnreachable)
        {
            tell(new SipTrace(TimeProvider.System.GetUtcNow(), datagram.Remote, GetLocalEndPoint(datagram.Remote), datagram.Bytes));
        }
    }

    private sealed class TracedReader(ChannelReader<SipDatagram> reader, Action<SipDatagram> tell) : ChannelReader<SipDatagram>
    {
        public override Task Completion => reader.Completion;

        public override bool TryRead(out SipDatagram item)
        {
            var read = reader.TryRead(out item);
            if (read)
            {
                tell(item);
            }

            return read;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => reader.WaitToReadAsync(cancellationToken);
    }
}
