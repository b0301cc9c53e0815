using System.Net;
using System.Net.Sockets;

namespace Parley.Rtp.Transport;

/// <summary>This machine's own network: direct system calls on Linux, the framework's sockets elsewhere.</summary>
public sealed class UdpNetwork : IDatagramNetwork
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static UdpNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public IDatagramSocket Bind(IPEndPoint local) => Bind(local, OperatingSystem.IsLinux());

    /// <summary>Opens a socket of either kind, so that both can be tested on one machine.</summary>
    internal static IDatagramSocket Bind(IPEndPoint local, bool direct)
    {
        ArgumentNullException.ThrowIfNull(local);
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Blocking = false;
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(local);
            return direct ? new LinuxUdpSocket(socket) : new ManagedUdpSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
