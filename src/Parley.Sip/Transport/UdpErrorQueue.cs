using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Parley.Sip.Transport;

/// <summary>
/// The ICMP errors of a UDP socket. An unconnected socket hears of them only on Linux, with IP_RECVERR, and only the error queue tells
/// which destination refused (ip(7)). Elsewhere timer B finds out.
/// </summary>
internal static unsafe partial class UdpErrorQueue
{
    private const int IpProtocol = 0;
    private const int IpReceiveErrors = 11;
    private const int Ipv6Protocol = 41;
    private const int Ipv6ReceiveErrors = 25;
    private const int ErrorQueue = 0x2000;
    private const int DoNotWait = 0x40;

    /// <summary>Asks for the errors, where the system can tell.</summary>
    public static void Enable(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var (level, name) = socket.AddressFamily == AddressFamily.InterNetworkV6
            ? (Ipv6Protocol, Ipv6ReceiveErrors)
            : (IpProtocol, IpReceiveErrors);
        socket.SetRawSocketOption(level, name, BitConverter.GetBytes(1));
    }

    /// <summary>Takes the next destination that refused; <see langword="null"/> when there is none.</summary>
    public static IPEndPoint? TryTake(Socket socket, IPEndPoint local)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var address = new SocketAddress(socket.AddressFamily);
        var control = stackalloc byte[512];
        byte payload;
        var vector = new IoVector { Base = &payload, Length = 1 };
        fixed (byte* name = address.Buffer.Span)
        {
            var message = new MessageHeader
            {
                Name = name,
                NameLength = (uint)address.Buffer.Length,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = 512,
            };
            if (ReceiveMessage(socket.SafeHandle, &message, ErrorQueue | DoNotWait) < 0 || message.NameLength == 0)
            {
                return null;
            }

            address.Size = (int)message.NameLength;
        }

        return address.Family == socket.AddressFamily ? (IPEndPoint)local.Create(address) : null;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    private static partial nint ReceiveMessage(SafeHandle socket, MessageHeader* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
