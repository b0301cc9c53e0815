using System.Net;

namespace Parley.Rtp.Transport;

/// <summary>This machine's own network: direct system calls on Linux, the framework's sockets elsewhere.</summary>
public sealed class UdpNetwork : IDatagramNetwork
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static UdpNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public IDatagramSocket Bind(IPEndPoint local) => throw new NotImplementedException();
}
