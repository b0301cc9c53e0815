using Parley.Rtp.Quality;

namespace Parley.Rtp;

/// <summary>What a session has sent and received so far.</summary>
public sealed record RtpStatistics
{
    /// <summary>RTP packets sent, digits included.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Payload bytes sent.</summary>
    public long OctetsSent { get; init; }

    /// <summary>Packets that the system would not take (no route, peer refused, buffer full).</summary>
    public long SendFailures { get; init; }

    /// <summary>Valid RTP packets received, late ones and duplicates included.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Payload bytes received.</summary>
    public long OctetsReceived { get; init; }

    /// <summary>Packets that never came: expected by sequence number less received (RFC 3550, appendix A.3); never negative.</summary>
    public long PacketsLost { get; init; }

    /// <summary>Packets that came after their turn to be played.</summary>
    public long PacketsLate { get; init; }

    /// <summary>Packets that came twice.</summary>
    public long PacketsDuplicated { get; init; }

    /// <summary>Packets thrown away to bring the delay down: more than the buffer's depth at once, or a faster clock at the far end.</summary>
    public long PacketsDiscarded { get; init; }

    /// <summary>Datagrams that were not RTP, or of a payload type that was not negotiated.</summary>
    public long PacketsInvalid { get; init; }

    /// <summary>Packets from a source other than the one that media is exchanged with.</summary>
    public long PacketsForeign { get; init; }

    /// <summary>Encrypted packets and reports that were not signed with the agreed key.</summary>
    public long PacketsForged { get; init; }

    /// <summary>Encrypted packets and reports that had come before: a duplicate of the network, or somebody's recording.</summary>
    public long PacketsReplayed { get; init; }

    /// <summary>Ticks played without sound although sound was expected: what the listener hears of loss.</summary>
    public long TicksConcealed { get; init; }

    /// <summary>Ticks of sound that were played.</summary>
    public long TicksPlayed { get; init; }

    /// <summary>Ticks that should have been played between those that were, and were lost, late or thrown away.</summary>
    public long TicksMissed { get; init; }

    /// <summary>In how many gaps <see cref="TicksMissed"/> came.</summary>
    public long Gaps { get; init; }

    /// <summary>By how much sound was made longer, a pitch period at a time, to have more in store against jitter, or to wait for a slower clock at the far end.</summary>
    public TimeSpan TimeLengthened { get; init; }

    /// <summary>By how much sound was made shorter likewise, to bring the delay down or to follow a faster clock.</summary>
    public TimeSpan TimeShortened { get; init; }

    /// <summary>RTCP datagrams sent.</summary>
    public long ReportsSent { get; init; }

    /// <summary>RTCP datagrams received.</summary>
    public long ReportsReceived { get; init; }

    /// <summary>Inter-arrival jitter of what we receive (RFC 3550, section 6.4.1).</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Inter-arrival jitter of what we send, as the far end last reported it.</summary>
    public TimeSpan? RemoteJitter { get; init; }

    /// <summary>What we sent and the far end did not get, as it last reported it; can be negative with duplicates.</summary>
    public int? RemotePacketsLost { get; init; }

    /// <summary>Last round trip measured by RTCP, accurate to a tick.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>How much sound waits in the jitter buffer.</summary>
    public TimeSpan BufferDelay { get; init; }

    /// <summary>When the first valid packet came in.</summary>
    public DateTimeOffset? FirstReceivedAt { get; init; }

    /// <summary>When the last valid packet came in.</summary>
    public DateTimeOffset? LastReceivedAt { get; init; }

    /// <summary>Whether the far end said goodbye by RTCP.</summary>
    public bool RemoteSaidGoodbye { get; init; }

    /// <summary>The mean of what waited in the jitter buffer while sound was played.</summary>
    public TimeSpan MeanBufferDelay { get; init; }

    /// <summary>The encoding of the sound, as in SDP's rtpmap.</summary>
    public string Encoding { get; init; } = "";

    /// <summary>The clock of that encoding as in SDP's rtpmap, in Hz.</summary>
    public int EncodingClockRate { get; init; } = 8000;

    /// <summary>How much sound a packet of ours carries.</summary>
    public TimeSpan PacketTime { get; init; }

    /// <summary>The share of what came in, or should have, that could not be played, 0 to 1.</summary>
    public double Loss => TicksMissed == 0 ? 0 : (double)TicksMissed / (TicksPlayed + TicksMissed);

    /// <summary>The share of what we sent that did not arrive, 0 to 1, as the far end last reported it.</summary>
    public double? RemoteLoss => RemotePacketsLost is { } lost && PacketsSent > 0 ? Math.Clamp((double)lost / PacketsSent, 0, 1) : null;

    /// <summary>How much longer the gaps are than they would be were each tick lost by chance: 1 or more (G.107, 7.4).</summary>
    public double BurstRatio => Gaps == 0 ? 1 : Math.Max(1, (double)TicksMissed / Gaps * (1 - Loss));

    /// <summary>
    /// What listeners on our side would think of what is heard of the far end, 1 (bad) to 4.5 (ITU-T G.107, default values): of losses, delay and codec.
    /// <see langword="null"/> while nothing was heard, and for a codec that G.113 has no figures for. The wideband scale (G.107.1) for a wideband codec.
    /// </summary>
    public double? Mos => TicksPlayed > 0 && CodecQuality.Of(Encoding, EncodingClockRate, isConcealed: true) is { } codec
        ? EModel.Mos(codec, NetworkDelay + PacketTime + MeanBufferDelay + OneTick, Loss, BurstRatio)
        : null;

    /// <summary>The same of what the far end hears of us, by what its reports say; <see langword="null"/> without reports.</summary>
    public double? RemoteMos => RemoteLoss is { } loss && CodecQuality.Of(Encoding, EncodingClockRate, isConcealed: false) is { } codec
        ? EModel.Mos(codec, NetworkDelay + PacketTime + OneTick + (2 * RemoteJitter ?? TimeSpan.Zero), loss, burstRatio: 1)
        : null;

    /// <summary>One way through the network; nothing while no report has told the round trip.</summary>
    private TimeSpan NetworkDelay => RoundTrip / 2 ?? TimeSpan.Zero;

    /// <summary>What mixing takes.</summary>
    private static TimeSpan OneTick => TimeSpan.FromMilliseconds(20);
}
