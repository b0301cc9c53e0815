namespace Parley.Sip.Transport;

/// <summary>What the system heard of a datagram: Linux's sock_extended_err (ip(7)).</summary>
/// <param name="Origin">Who says so: 2 for ICMP, 3 for ICMPv6; 1 for this machine.</param>
/// <param name="Type">Type of the ICMP message.</param>
/// <param name="Code">Its code.</param>
internal readonly record struct UdpError(byte Origin, byte Type, byte Code)
{
    private const int Size = 16;
    private const byte Icmp = 2;
    private const byte Icmp6 = 3;

    /// <summary>
    /// Whether nothing gets there: host, network, port or protocol unreachable, administratively or not, or a datagram that is not understood (RFC 3261,
    /// section 18.4). A router that counted the hops down to zero, asks for less, or for smaller pieces, says nothing against the next try (likewise,
    /// and RFC 1122, section 3.2.2): a route that goes in circles while routers agree on another is over before timer B.
    /// </summary>
    public bool IsUnreachable => (Origin, Type) switch
    {
        (Icmp, 3) => Code is not (4 or 5), // Destination unreachable (RFC 792), but for "fragmentation needed" and "source route failed".
        (Icmp, 12) => true, // Parameter problem
        (Icmp6, 1) => true, // Destination unreachable (RFC 4443); "packet too big" is a type of its own.
        (Icmp6, 4) => true, // Parameter problem
        _ => false,
    };

    /// <summary>Reads it. Returns <see langword="false"/> when it is too short.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, out UdpError error)
    {
        var complete = content.Length >= Size;
        error = complete ? new(content[4], content[5], content[6]) : default;
        return complete;
    }
}
