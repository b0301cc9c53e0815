using System.Net;

namespace Parley.Sip.Resolution;

/// <summary>What is asked of the name service. No answer, and a service that does not answer, are empty lists; nothing throws but cancellation.</summary>
public interface INameService
{
    /// <summary>The NAPTR records of a domain, in any order.</summary>
    ValueTask<IReadOnlyList<NaptrRecord>> FindNaptrAsync(string domain, CancellationToken cancellationToken);

    /// <summary>The SRV records of a name such as <c>_sip._udp.example.com</c>, in any order.</summary>
    ValueTask<IReadOnlyList<SrvRecord>> FindSrvAsync(string name, CancellationToken cancellationToken);

    /// <summary>The addresses of a host, best first.</summary>
    ValueTask<IReadOnlyList<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken);
}
