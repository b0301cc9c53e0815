using System.Net;
using System.Text;
using System.Threading.Channels;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Fakes;

/// <summary>A datagram network in memory. It keeps what went over it, and can lose, repeat, delay and reorder.</summary>
internal sealed class FakeNetwork(VirtualWorld world)
{
    private readonly Dictionary<IPEndPoint, FakeTransport> _nodes = [];
    private readonly PriorityQueue<Packet, (TimeSpan Due, int Number)> _underWay = new();
    private int _number;

    /// <summary>Decides what happens to a message: one delay per copy that arrives; none loses it.</summary>
    public Func<Packet, IEnumerable<TimeSpan>> Fate { get; set; } = _ => [TimeSpan.FromMilliseconds(5)];

    public List<Packet> Log { get; } = [];

    public IEnumerable<string> Lines => Log.Select(p => p.ToString());

    public FakeTransport Bind(string endPoint)
    {
        var address = IPEndPoint.Parse(endPoint);
        return _nodes[address] = new(this, address);
    }

    public void Remove(IPEndPoint endPoint) => _nodes.Remove(endPoint);

    public void Send(IPEndPoint from, IPEndPoint to, byte[] bytes)
    {
        var packet = new Packet(world.Elapsed, from, to, bytes);
        Log.Add(packet);
        foreach (var delay in Fate(packet))
        {
            _ = DeliverAsync(packet, delay);
        }
    }

    /// <summary>Loses half of a seeded share, repeats some, and lets others overtake.</summary>
    public void MakeBad(int seed, double loss)
    {
        var random = new Random(seed);
        Fate = _ => random.NextDouble() < loss
            ? []
            : Enumerable.Repeat(0, random.NextDouble() < 0.2 ? 2 : 1).Select(_ => TimeSpan.FromMilliseconds(random.Next(1, 120)));
    }

    private async Task DeliverAsync(Packet packet, TimeSpan delay)
    {
        // The clock says that something arrives; what was sent first is first, which the clock's timers of one moment do not promise.
        _underWay.Enqueue(packet, (world.Elapsed + delay, _number++));
        await world.Wait(delay);
        packet = _underWay.Dequeue();
        if (_nodes.TryGetValue(packet.To, out var node))
        {
            node.Writer.TryWrite(new(packet.Bytes, packet.From));
        }
    }
}

/// <summary>One message on the fake network.</summary>
internal sealed record Packet(TimeSpan Time, IPEndPoint From, IPEndPoint To, byte[] Bytes)
{
    public SipMessage? Message => SipParser.Parse(Bytes).Message;

    public SipRequest? Request => Message as SipRequest;

    public SipResponse? Response => Message as SipResponse;

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>For example <c>5060 INVITE</c> or <c>5070 200 INVITE</c>: who sent what.</summary>
    public override string ToString() => Message switch
    {
        SipRequest request => $"{From.Port} {request.Method}",
        SipResponse response => $"{From.Port} {response.Status} {response.CSeq.Method}",
        _ => $"{From.Port} ?",
    };
}

internal sealed class FakeTransport(FakeNetwork network, IPEndPoint endPoint) : ISipTransport
{
    private readonly Channel<SipDatagram> _received = Channel.CreateUnbounded<SipDatagram>();

    public IPEndPoint LocalEndPoint => endPoint;

    public string Protocol { get; init; } = "UDP";

    public bool IsReliable { get; init; }

    public ChannelReader<SipDatagram> Received => _received.Reader;

    public ChannelWriter<SipDatagram> Writer => _received.Writer;

    /// <summary>What a send throws, when set.</summary>
    public Exception? Broken { get; set; }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
    {
        if (Broken is not null)
        {
            throw Broken;
        }

        network.Send(endPoint, destination, message.ToArray());
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        network.Remove(endPoint);
        _received.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
