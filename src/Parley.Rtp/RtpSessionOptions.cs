using Parley.Rtp.Jitter;

namespace Parley.Rtp;

/// <summary>How an <see cref="RtpSession"/> behaves, beyond what was negotiated.</summary>
public sealed record RtpSessionOptions
{
    /// <summary>How much media one tick carries: what <see cref="RtpSession.Take"/> gives and <see cref="RtpSession.Send"/> takes. 10 to 60 ms.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The buffer that smooths what comes in.</summary>
    public JitterBufferOptions Jitter { get; init; } = new();

    /// <summary>
    /// Whether media follows the source of the first valid packet when that is not the address of the SDP (symmetric RTP, RFC 4961): needed
    /// for peers behind address translation.
    /// </summary>
    public bool FollowSource { get; init; } = true;

    /// <summary>The canonical name in reports (RFC 3550, section 6.5.1); a random one when <see langword="null"/>, which tells nothing about the host.</summary>
    public string? CanonicalName { get; init; }

    /// <summary>Sees every datagram; <see langword="null"/> for nobody.</summary>
    public IRtpWatcher? Watcher { get; init; }

    /// <summary>Draws SSRC, first sequence number, first timestamp and report times; a seeded one makes a session repeatable.</summary>
    public Random? Random { get; init; }
}
