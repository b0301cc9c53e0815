using System.Net;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Calls;

/// <summary>A name service that knows one host.</summary>
internal sealed class FakeResolver : IHostResolver
{
    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        new(host == "carrier.example.test" ? [IPAddress.IPv6Loopback, IPAddress.Parse("10.0.0.2")] : []);
}
