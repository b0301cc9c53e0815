using System.Net;

namespace Parley.Telephony.Trunks;

/// <summary>Turns the host of a SIP URI into an address. A later one may ask for NAPTR and SRV records (RFC 3263).</summary>
public interface IHostResolver
{
    /// <summary>Finds the addresses of a host, best first; empty when there are none. Never throws for what the name service says.</summary>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
