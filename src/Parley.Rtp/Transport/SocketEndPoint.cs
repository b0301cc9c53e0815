using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Parley.Rtp.Transport;

/// <summary>
/// An IP address and port as a small value: what <see cref="IPEndPoint"/> is, without an object per datagram.
/// An IPv4 address and its IPv4-mapped IPv6 form are the same value, so that a dual-stack socket compares equal.
/// </summary>
public readonly record struct SocketEndPoint
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;

    /// <summary>Makes an end point from an IPv4 address.</summary>
    /// <param name="ipv4Address">The address in host order: 127.0.0.1 is 0x7F000001.</param>
    /// <param name="port">The UDP port.</param>
    public SocketEndPoint(uint ipv4Address, ushort port)
        : this(MappedPrefix | ipv4Address, 0, port)
    {
    }

    /// <summary>Makes an end point from an IPv6 address.</summary>
    /// <param name="address">The 128 bits of the address, most significant first.</param>
    /// <param name="scopeId">The interface of a link-local address, else 0.</param>
    /// <param name="port">The UDP port.</param>
    public SocketEndPoint(UInt128 address, uint scopeId, ushort port) => (Address, ScopeId, Port) = (address, scopeId, port);

    /// <summary>The 128 bits of the address; an IPv4 address is held as ::ffff:a.b.c.d.</summary>
    public UInt128 Address { get; }

    /// <summary>The interface of a link-local IPv6 address, else 0.</summary>
    public uint ScopeId { get; }

    /// <summary>The UDP port.</summary>
    public ushort Port { get; }

    /// <summary>Whether this is <see langword="default"/>: no end point at all.</summary>
    public bool IsEmpty => Address == UInt128.Zero && Port == 0;

    /// <summary>Whether nothing can be sent there: a wildcard address (0.0.0.0, ::) or port 0.</summary>
    public bool IsUnspecified => Port == 0 || Address == UInt128.Zero || Address == MappedPrefix;

    /// <summary>Whether the address is an IPv4 one.</summary>
    public bool IsIPv4 => Address >> 32 == 0xFFFF;

    /// <summary>The IPv4 address in host order. Only meaningful when <see cref="IsIPv4"/>.</summary>
    public uint IPv4Address => (uint)Address;

    /// <summary>Converts from the framework's type. Allocation free.</summary>
    public static SocketEndPoint From(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return From(endPoint.Address, endPoint.Port);
    }

    /// <summary>Converts from an address and a port. Allocation free.</summary>
    public static SocketEndPoint From(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)port)
            : new(BinaryPrimitives.ReadUInt128BigEndian(bytes), (uint)address.ScopeId, (ushort)port);
    }

    /// <summary>Converts to the framework's type; allocates.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return new(IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, ScopeId), Port);
    }

    /// <summary>Whether both are the same host, whatever the ports.</summary>
    public bool IsSameHostAs(SocketEndPoint other) => Address == other.Address && ScopeId == other.ScopeId;

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? "none" : ToIPEndPoint().ToString();
}
