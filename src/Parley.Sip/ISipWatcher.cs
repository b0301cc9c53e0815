using System.Net;
using Parley.Sip.Transport;

namespace Parley.Sip;

/// <summary>Sees every message of an endpoint as it is read from, or handed to, a transport. Called on whatever thread that happens; it must be quick and must not throw.</summary>
public interface ISipWatcher
{
    /// <summary>Sees a message.</summary>
    void Saw(in SipSighting message);
}

/// <summary>A SIP message as it is on the wire (in TLS: before encryption, or after it).</summary>
/// <param name="IsSent">Whether we sent it.</param>
/// <param name="Transport">What it goes or came by: its protocol, and our address towards the other side.</param>
/// <param name="Remote">The other side's address.</param>
/// <param name="Bytes">The whole message. To be copied by whoever keeps it.</param>
public readonly record struct SipSighting(bool IsSent, ISipTransport Transport, IPEndPoint Remote, ReadOnlyMemory<byte> Bytes);
