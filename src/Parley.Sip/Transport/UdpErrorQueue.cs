using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Parley.Sip.Transport;

/// <summary>
/// The ICMP errors of a UDP socket. An unconnected socket hears of them only on Linux, with IP_RECVERR, and only the error queue tells
/// whom they are about and what they say (ip(7)): the error number of the socket is the same for a host that cannot be reached and for a
/// datagram that went round in circles. Elsewhere timer B finds out.
/// </summary>
internal static unsafe partial class UdpErrorQueue
{
    private const int IpProtocol = 0;
    private const int IpReceiveErrors = 11;
    private const int Ipv6Protocol = 41;
    private const int Ipv6ReceiveErrors = 25;
    private const int ErrorQueue = 0x2000;
    private const int DoNotWait = 0x40;
    private const int ControlSize = 512;

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

    /// <summary>Takes the next error.</summary>
    /// <param name="socket">Whose.</param>
    /// <param name="local">Where it is bound.</param>
    /// <param name="destination">Whom it is about, when that cannot be reached; <see langword="null"/> for an error that says less.</param>
    /// <returns><see langword="false"/> when there is none.</returns>
    public static bool TryTake(Socket socket, IPEndPoint local, out IPEndPoint? destination)
    {
        destination = null;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var address = new SocketAddress(socket.AddressFamily);
        var control = stackalloc byte[ControlSize];
        UdpError error;
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
                ControlLength = ControlSize,
            };
            if (ReceiveMessage(socket.SafeHandle, &message, ErrorQueue | DoNotWait) < 0)
            {
                return false;
            }

            address.Size = (int)message.NameLength;
            error = Read(new(control, (int)message.ControlLength));
        }

        if (error.IsUnreachable && address.Size > 0 && address.Family == socket.AddressFamily)
        {
            destination = (IPEndPoint)local.Create(address);
        }

        return true;
    }

    /// <summary>Finds the error among the control messages (cmsg(3)).</summary>
    private static UdpError Read(ReadOnlySpan<byte> control)
    {
        while (control.Length >= sizeof(ControlHeader))
        {
            var header = MemoryMarshal.Read<ControlHeader>(control);
            if (header.Length < (nuint)sizeof(ControlHeader) || header.Length > (nuint)control.Length)
            {
                break;
            }

            var content = control[sizeof(ControlHeader)..(int)header.Length];
            if ((header.Level, header.Type) is (IpProtocol, IpReceiveErrors) or (Ipv6Protocol, Ipv6ReceiveErrors) && UdpError.TryParse(content, out var error))
            {
                return error;
            }

            var aligned = ((int)header.Length + sizeof(nuint) - 1) & ~(sizeof(nuint) - 1);
            control = control[Math.Min(aligned, control.Length)..];
        }

        return default;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    private static partial nint ReceiveMessage(SafeHandle socket, MessageHeader* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ControlHeader
    {
        public readonly nuint Length;
        public readonly int Level;
        public readonly int Type;
    }

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
