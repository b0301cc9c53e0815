using System.Net;
using System.Net.Sockets;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Sip.Resolution;

/// <summary>Finds the servers of a SIP URI: transport, address and port, the best first (RFC 3263, section 4).</summary>
/// <param name="names">The name service.</param>
/// <param name="speaks">Whether a protocol is spoken here in an address family.</param>
/// <param name="random">Draws among servers of one priority.</param>
public sealed class ServerLocator(INameService names, Func<string, AddressFamily, bool> speaks, Random random)
{
    private const int MostHops = 16;

    private static readonly (string Service, string Protocol, string Prefix)[] Services =
        [("SIP+D2U", SipProtocols.Udp, "_sip._udp."), ("SIP+D2T", SipProtocols.Tcp, "_sip._tcp."), ("SIPS+D2T", SipProtocols.Tls, "_sips._tcp.")];

    /// <summary>Finds where a request goes.</summary>
    /// <param name="uri">The next hop: the first Route, or the request-URI.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The places to try, in order; none when nothing is found, or nothing that is spoken here.</returns>
    public async ValueTask<IReadOnlyList<SipHop>> LocateAsync(SipUri uri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var host = (uri.Parameters["maddr"] ?? uri.Host).TrimEnd('.');
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            return [.. Fit([address], uri.Protocol, uri.Port ?? SipProtocols.DefaultPort(uri.Protocol), null)];
        }

        if (uri.Port is { } port)
        {
            return await FindHostAsync(host, uri.Protocol, port, uri.Host, cancellationToken);
        }

        var found = await FindServersAsync(uri, host, cancellationToken);
        return found.Count > 0 ? found : await FindHostAsync(host, uri.Protocol, SipProtocols.DefaultPort(uri.Protocol), uri.Host, cancellationToken);
    }

    private async Task<List<SipHop>> FindServersAsync(SipUri uri, string host, CancellationToken cancellationToken)
    {
        // A transport in the URI leaves nothing for NAPTR to say.
        var naptr = uri.NamesTransport && uri.Scheme == "sip" ? [] : await names.FindNaptrAsync(host, cancellationToken);
        var steps = naptr
            .Where(record => record.Flags.Equals("s", StringComparison.OrdinalIgnoreCase))
            .OrderBy(record => record.Order).ThenBy(record => record.Preference)
            .SelectMany(record => Services.Where(s => s.Service.Equals(record.Services, StringComparison.OrdinalIgnoreCase)).Select(s => (s.Protocol, Name: record.Replacement)))
            .ToList();
        if (steps.Count == 0)
        {
            steps = [.. Services.Select(s => (s.Protocol, Name: s.Prefix + host))];
        }

        var hops = new List<SipHop>();
        foreach (var (protocol, name) in steps.Where(step => !uri.NamesTransport || step.Protocol == uri.Protocol))
        {
            if (!speaks(protocol, AddressFamily.InterNetwork) && !speaks(protocol, AddressFamily.InterNetworkV6))
            {
                continue;
            }

            foreach (var server in SrvOrder.Of(await names.FindSrvAsync(name, cancellationToken), random))
            {
                hops.AddRange(await FindHostAsync(server.Target, protocol, server.Port, uri.Host, cancellationToken));
                if (hops.Count >= MostHops)
                {
                    return hops;
                }
            }
        }

        return hops;
    }

    private async Task<IReadOnlyList<SipHop>> FindHostAsync(string host, string protocol, int port, string domain, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var numeric) ? [numeric] : await names.FindAddressesAsync(host, cancellationToken);
        return [.. Fit(addresses, protocol, port, domain)];
    }

    // What a certificate must prove is the domain that was asked for, whatever servers it led to (RFC 5922, section 7.1).
    private IEnumerable<SipHop> Fit(IEnumerable<IPAddress> addresses, string protocol, int port, string? domain) => addresses
        .Where(address => speaks(protocol, address.AddressFamily))
        .Select(address => new SipHop(address, port, protocol) { HostName = protocol == SipProtocols.Tls ? domain : null });
}
