using System.Net;
using System.Net.Sockets;

namespace Parley.Telephony.Trunks;

/// <summary>Asks the system's resolver for A and AAAA records.</summary>
public sealed class DnsHostResolver : IHostResolver
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static DnsHostResolver Instance { get; } = new();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
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
}
