using System.Net;
using System.Net.Sockets;

namespace Parley.Rtp.Transport;

/// <summary>Where datagram sockets come from: the machine's own network, or one in memory.</summary>
public interface IDatagramNetwork
{
    /// <summary>Opens a socket. May be called from any thread.</summary>
    /// <param name="local">The address and port to bind; port 0 takes any free one.</param>
    /// <exception cref="SocketException">The port is in use or the address is not this machine's.</exception>
    IDatagramSocket Bind(IPEndPoint local);
}
