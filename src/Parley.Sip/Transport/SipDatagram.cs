using System.Net;

namespace Parley.Sip.Transport;

/// <summary>One message as it came from the network, or the network's word that a destination cannot be reached.</summary>
/// <param name="Bytes">The message; owned by the receiver. Empty when <see cref="IsUnreachable"/>.</param>
/// <param name="Remote">Who sent it; or the destination that cannot be reached.</param>
public readonly record struct SipDatagram(ReadOnlyMemory<byte> Bytes, IPEndPoint Remote)
{
    /// <summary>Whether this says that <see cref="Remote"/> refused what was sent to it (ICMP port, protocol, host or network unreachable, parameter problem).</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Whether these are only the headers of a message that was too large to be taken: a request is answered with 513.</summary>
    public bool IsTooLarge { get; init; }
}
