using System.Net;
using System.Threading.Channels;
using Parley.Sip.Transport;

namespace Parley.Simulation.Network;

/// <summary>SIP over the datagrams of a <see cref="VirtualNetwork"/>.</summary>
internal sealed class VirtualSipTransport(VirtualNetwork network, IPEndPoint local, Action released) : ISipTransport
{
    private readonly Channel<SipDatagram> _received = Channel.CreateUnbounded<SipDatagram>(new() { SingleReader = true });
    private bool _closed;

    public IPEndPoint LocalEndPoint => local;

    public string Protocol => "UDP";

    public bool IsReliable => false;

    public ChannelReader<SipDatagram> Received => _received.Reader;

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
    {
        if (!_closed)
        {
            network.Send(local, destination, message.ToArray());
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            released();
            _received.Writer.TryComplete();
        }

        return ValueTask.CompletedTask;
    }

    internal void Receive(SipDatagram datagram) => _received.Writer.TryWrite(datagram);
}
