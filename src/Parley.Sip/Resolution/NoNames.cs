using System.Net;

namespace Parley.Sip.Resolution;

/// <summary>A name service that knows no name, for networks where addresses are all there is.</summary>
public sealed class NoNames : INameService
{
    private NoNames()
    {
    }

    /// <summary>The one instance.</summary>
    public static NoNames Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<NaptrRecord>> FindNaptrAsync(string domain, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<NaptrRecord>>([]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SrvRecord>> FindSrvAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<SrvRecord>>([]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<IPAddress>>([]);
}
