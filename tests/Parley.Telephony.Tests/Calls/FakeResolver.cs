using System.Net;
using Parley.Sip.Resolution;

namespace Parley.Telephony.Tests.Calls;

/// <summary>A name service that knows one host, and thinks for ever about another.</summary>
internal sealed class FakeResolver : INameService
{
    public async ValueTask<IReadOnlyList<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken)
    {
        if (host == "slow.example.test")
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        return host == "carrier.example.test" ? [IPAddress.IPv6Loopback, IPAddress.Parse("10.0.0.2")] : [];
    }

    public ValueTask<IReadOnlyList<NaptrRecord>> FindNaptrAsync(string domain, CancellationToken cancellationToken) =>
        NoNames.Instance.FindNaptrAsync(domain, cancellationToken);

    public ValueTask<IReadOnlyList<SrvRecord>> FindSrvAsync(string name, CancellationToken cancellationToken) => NoNames.Instance.FindSrvAsync(name, cancellationToken);
}
