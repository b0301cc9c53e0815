using System.Net;
using System.Net.Sockets;

namespace Parley.EndToEnd.Tests.Peers;

/// <summary>Ports of 127.0.0.1 for the programs of one test run: each is given out once, and was free when it was.</summary>
internal static class FreePorts
{
    private static int _next = 15000 + (Environment.ProcessId % 40 * 100);

    /// <summary>One port, free for UDP and TCP.</summary>
    public static int Take() => TakeBlock(1);

    /// <summary>The first of several neighbouring free ports, an even one.</summary>
    public static int TakeBlock(int count)
    {
        while (true)
        {
            var size = (count + 1) & ~1;
            var first = Interlocked.Add(ref _next, size) - size;
            if (Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    /// <summary>Whether somebody listens on the port by now.</summary>
    public static bool IsTaken(int port) => !IsFree(port);

    private static bool IsFree(int port)
    {
        try
        {
            using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
            using var tcp = new TcpListener(IPAddress.Loopback, port);
            tcp.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
