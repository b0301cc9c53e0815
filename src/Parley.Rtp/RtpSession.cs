using System.Net;
using System.Threading.Channels;
using Parley.Rtp.Jitter;
using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp;

/// <summary>
/// One audio stream of a call (RFC 3550), driven by the media tick: each tick calls <see cref="Poll"/>, then <see cref="Take"/>, then either
/// <see cref="Send"/> or <see cref="Skip"/>, all from the one media thread, and none of them blocks, locks or allocates in steady state.
/// Everything else may be called from any thread and takes effect at the next tick.
/// </summary>
public sealed class RtpSession : IDisposable
{
    /// <summary>Opens the session; nothing is sent before the first tick.</summary>
    /// <param name="ports">The bound sockets, which the session takes over and closes.</param>
    /// <param name="audio">What was negotiated.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="time">The clock of reports and statistics.</param>
    public RtpSession(RtpPortPair ports, NegotiatedAudio audio, RtpSessionOptions options, TimeProvider time) => throw new NotImplementedException();

    /// <summary>What the session currently goes by.</summary>
    public NegotiatedAudio Audio => throw new NotImplementedException();

    /// <summary>The bytes of one tick: what <see cref="Take"/> gives and <see cref="Send"/> takes.</summary>
    public int TickBytes => throw new NotImplementedException();

    /// <summary>Where media goes at this moment: the SDP's address, or the source that was latched to.</summary>
    public IPEndPoint Destination => throw new NotImplementedException();

    /// <summary>The keys that the far end presses, each once; completes when the session is disposed. The oldest are dropped beyond 256 unread ones.</summary>
    public ChannelReader<ReceivedDigit> Digits => throw new NotImplementedException();

    /// <summary>A snapshot of the counters; cheap, any thread.</summary>
    public RtpStatistics Statistics => throw new NotImplementedException();

    /// <summary>Whether queued digits are still being sent.</summary>
    public bool IsSendingDigits => throw new NotImplementedException();

    /// <summary>Media thread: takes in what has arrived, and sends reports when due.</summary>
    public void Poll() => throw new NotImplementedException();

    /// <summary>Media thread: takes what this tick plays.</summary>
    /// <param name="payload">Receives a frame's payload; at least <see cref="TickBytes"/> long.</param>
    public JitterFrame Take(Span<byte> payload) => throw new NotImplementedException();

    /// <summary>Media thread: sends one tick of encoded sound. Swallowed while digits are sent, on hold, and until the session is negotiated to send.</summary>
    /// <param name="payload"><see cref="TickBytes"/> bytes.</param>
    public void Send(ReadOnlySpan<byte> payload) => throw new NotImplementedException();

    /// <summary>Media thread: lets one tick pass without sound; the timestamp moves on, and the next packet starts a talk spurt.</summary>
    public void Skip() => throw new NotImplementedException();

    /// <summary>Any thread: queues keys to send as telephone-events (RFC 4733).</summary>
    /// <param name="digits">0-9, *, #, A-D.</param>
    /// <param name="duration">How long each is held, 50 to 2,000 ms; 100 ms when <see langword="null"/>.</param>
    /// <param name="gap">The pause behind each; 100 ms when <see langword="null"/>.</param>
    /// <returns>
    /// Completes with <see langword="true"/> once the last one is sent whole, with <see langword="false"/> when the session ended before, or
    /// the far end takes no telephone-events.
    /// </returns>
    /// <exception cref="ArgumentException">Another character, or a duration out of range.</exception>
    public Task<bool> SendDigitsAsync(string digits, TimeSpan? duration = null, TimeSpan? gap = null) => throw new NotImplementedException();

    /// <summary>Any thread: goes over to what a re-INVITE negotiated (other address, codec, hold, resume).</summary>
    public void Update(NegotiatedAudio audio) => throw new NotImplementedException();

    /// <summary>Says goodbye by RTCP and closes the sockets. Call it when the media thread no longer drives this session.</summary>
    public void Dispose() => throw new NotImplementedException();
}
