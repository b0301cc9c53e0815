using System.Net;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Calls;

/// <summary>A name service that knows one host, and thinks for ever about another.</summary>
internal sealed class FakeResolver : IHostResolver
{
    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (host == "slow.example.test")
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        return host == "carrier.example.test" ? [IPAddress.IPv6Loopback, IPAddress.Parse("10.0.0.2")] : [];
    }
}
