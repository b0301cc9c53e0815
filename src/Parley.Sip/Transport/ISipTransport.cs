using System.Net;
using System.Threading.Channels;

namespace Parley.Sip.Transport;

/// <summary>
/// Carries whole SIP messages over one protocol; a stream transport frames its messages by Content-Length and hands them over one by one.
/// </summary>
public interface ISipTransport : IAsyncDisposable
{
    /// <summary>The address bound to.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The address that a destination sees us under, when bound to a wildcard; put into Via and Contact.</summary>
    /// <param name="destination">Whom the message is for.</param>
    IPEndPoint GetLocalEndPoint(IPEndPoint destination) => LocalEndPoint;

    /// <summary>Name as it stands in Via: <c>UDP</c>, <c>TCP</c>, <c>TLS</c>.</summary>
    string Protocol { get; }

    /// <summary>Whether the transport delivers or says that it could not; transactions then do not retransmit.</summary>
    bool IsReliable { get; }

    /// <summary>
    /// Sends one message. Completes when the transport has taken it; throws <see cref="SipException"/> when it cannot be sent. The
    /// bytes must not change until then. Safe to call from any thread.
    /// </summary>
    /// <param name="message">The whole message.</param>
    /// <param name="destination">Next hop.</param>
    /// <param name="cancellationToken">Gives up the send.</param>
    ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken);

    /// <summary>
    /// Sees to it that a destination can be sent to: a stream transport connects, so that a certificate that is wrong can be told in words before anything
    /// is at stake.
    /// </summary>
    /// <param name="destination">Next hop.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or why it cannot be reached.</returns>
    ValueTask<string?> PrepareAsync(IPEndPoint destination, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>Whether a <see cref="SipHop.Flow"/> is of this transport.</summary>
    internal bool Owns(object flow) => ReferenceEquals(this, flow);

    /// <summary>Whether a destination that was reported unreachable is connected with again by now, or about to be: what waits for it may have gone out by the new way.</summary>
    internal bool IsBackInReach(IPEndPoint destination) => false;

    /// <summary>What arrived, in order. Completes when the transport is disposed or broken.</summary>
    ChannelReader<SipDatagram> Received { get; }
}
