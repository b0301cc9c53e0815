using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;

namespace Parley.Sip.Resolution;

/// <summary>Asks DNS: NAPTR and SRV directly, addresses by way of the system, which also knows its hosts file. Answers are kept for as long as they say.</summary>
public sealed class DnsNameService : INameService
{
    private readonly LookupClient _client;

    /// <summary>Asks the servers that the system is configured with, or others.</summary>
    /// <param name="servers">The servers to ask; none for those of the system.</param>
    public DnsNameService(params IPEndPoint[] servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        var options = servers.Length == 0 ? new LookupClientOptions() : new LookupClientOptions(servers);
        options.ThrowDnsErrors = false;
        options.Timeout = TimeSpan.FromSeconds(2);
        options.Retries = 1;
        options.UseCache = true;
        _client = new(options);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<NaptrRecord>> FindNaptrAsync(string domain, CancellationToken cancellationToken) =>
        [.. (await AskAsync<DnsClient.Protocol.NAPtrRecord>(domain, QueryType.NAPTR, cancellationToken))
            .Select(r => new NaptrRecord(r.Order, r.Preference, r.Flags, r.Services, Plain(r.Replacement)))];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SrvRecord>> FindSrvAsync(string name, CancellationToken cancellationToken) =>
        [.. (await AskAsync<DnsClient.Protocol.SrvRecord>(name, QueryType.SRV, cancellationToken))
            .Select(r => new SrvRecord(r.Priority, r.Weight, r.Port, Plain(r.Target)))];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            return [];
        }
    }

    private static string Plain(DnsString name) => name.Original.TrimEnd('.');

    private async Task<IEnumerable<T>> AskAsync<T>(string name, QueryType type, CancellationToken cancellationToken)
        where T : DnsResourceRecord
    {
        try
        {
            return (await _client.QueryAsync(name, type, cancellationToken: cancellationToken)).Answers.OfType<T>();
        }
        catch (Exception error) when (error is DnsResponseException or SocketException or ArgumentException or InvalidOperationException)
        {
            return [];
        }
    }
}
