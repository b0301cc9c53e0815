using System.Net;

namespace Parley.Sip.Transport;

/// <summary>The transports of an endpoint, and which of them leads where.</summary>
internal sealed class TransportSet(IReadOnlyList<ISipTransport> transports)
{
    /// <summary>All of them; the first is the one that says who we are.</summary>
    public IReadOnlyList<ISipTransport> All => transports;

    public ISipTransport First => transports[0];

    /// <summary>
    /// The transport for a destination: the one that it came by, else one that speaks its protocol and address family, rather one that is not bound to
    /// the loopback unless the destination is. <see langword="null"/> when there is none.
    /// </summary>
    public ISipTransport? Find(IPEndPoint destination)
    {
        if (transports.Count == 1 && destination is not SipHop)
        {
            return transports[0];
        }

        if (destination is SipHop { Flow: { } flow } && transports.FirstOrDefault(transport => transport.Owns(flow)) is { } owner)
        {
            return owner;
        }

        ISipTransport? fit = null;
        foreach (var transport in transports)
        {
            var bound = transport.LocalEndPoint.Address;
            if (transport.Protocol != ProtocolOf(destination) || bound.AddressFamily != destination.AddressFamily)
            {
                continue;
            }

            if (IPAddress.IsLoopback(bound) == IPAddress.IsLoopback(destination.Address) || bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any))
            {
                return transport;
            }

            fit ??= transport;
        }

        return fit;
    }

    /// <summary>Whether there is a way to that protocol in that address family.</summary>
    public bool Speaks(string protocol, System.Net.Sockets.AddressFamily family) =>
        transports.Any(transport => transport.Protocol == protocol && transport.LocalEndPoint.AddressFamily == family);

    /// <summary>The protocol that a message to a destination goes by.</summary>
    public string ProtocolOf(IPEndPoint destination) => (destination as SipHop)?.Protocol ?? (transports.Count == 1 ? First.Protocol : SipProtocols.Udp);

    /// <summary>Whether messages to a destination need no repetition.</summary>
    public bool IsReliable(IPEndPoint destination) => Find(destination)?.IsReliable ?? SipProtocols.IsReliable(ProtocolOf(destination));

    /// <summary>The address that a destination sees us under.</summary>
    public IPEndPoint LocalEndPointTo(IPEndPoint destination) => (Find(destination) ?? First).GetLocalEndPoint(destination);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken) =>
        Find(destination) is { } transport ? transport.SendAsync(message, destination, cancellationToken) : throw new SipException(NoWay(destination));

    /// <summary>Sees to it that a destination can be sent to.</summary>
    /// <returns><see langword="null"/>, or why it cannot.</returns>
    public ValueTask<string?> PrepareAsync(IPEndPoint destination, CancellationToken cancellationToken) =>
        Find(destination) is { } transport ? transport.PrepareAsync(destination, cancellationToken) : ValueTask.FromResult<string?>(NoWay(destination));

    private string NoWay(IPEndPoint destination)
    {
        var have = string.Join(", ", transports.Select(transport => $"{transport.Protocol.ToLowerInvariant()}:{transport.LocalEndPoint}"));
        return $"{destination} is to be reached by {ProtocolOf(destination)}, and this endpoint listens on {have} only";
    }
}
