using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Parley.Sip;
using Parley.Sip.Transport;

namespace Parley.Telephony.Tests.Network;

/// <summary>SIP transports that reach each other in memory, with everything that went over them written down.</summary>
internal sealed class MemorySip
{
    private readonly ConcurrentDictionary<IPEndPoint, MemoryTransport> _transports = [];
    private readonly ConcurrentQueue<string> _messages = [];

    /// <summary>Every message sent, in order.</summary>
    public IReadOnlyCollection<string> Messages => _messages;

    public ISipTransport Bind(IPEndPoint local)
    {
        var transport = new MemoryTransport(this, local);
        return _transports.TryAdd(local, transport) ? transport : throw new SipException($"{local} is in use.");
    }

    /// <summary>The messages that start with this.</summary>
    public IReadOnlyList<string> Sent(string start) => [.. _messages.Where(message => message.StartsWith(start, StringComparison.Ordinal))];

    private sealed class MemoryTransport(MemorySip network, IPEndPoint local) : ISipTransport
    {
        private readonly Channel<SipDatagram> _received = Channel.CreateUnbounded<SipDatagram>();

        public IPEndPoint LocalEndPoint => local;

        public string Protocol => "UDP";

        public bool IsReliable => false;

        public ChannelReader<SipDatagram> Received => _received.Reader;

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
        {
            network._messages.Enqueue(Encoding.UTF8.GetString(message.Span));
            if (network._transports.TryGetValue(destination, out var receiver))
            {
                receiver._received.Writer.TryWrite(new(message.ToArray(), local));
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            network._transports.TryRemove(local, out _);
            _received.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
