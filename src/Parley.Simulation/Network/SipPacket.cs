using System.Net;

namespace Parley.Simulation.Network;

/// <summary>One SIP message on a <see cref="VirtualNetwork"/>.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Whom it is for.</param>
/// <param name="Bytes">The whole message.</param>
public sealed record SipPacket(DateTimeOffset At, IPEndPoint From, IPEndPoint To, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether no copy of it arrives.</summary>
    public bool IsLost { get; init; }
}
