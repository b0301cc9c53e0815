namespace Parley.Agents;

/// <summary>How a call sounded, as far as it can be told from its packets.</summary>
public sealed record CallQuality
{
    /// <summary>
    /// What listeners would think of what came from the far end: a mean opinion score of 1 (bad) to 4.5, estimated from losses, delay and codec (ITU-T G.107). Above 4 is
    /// good, below 3 is poor. Absent when nothing was heard, or for a codec without published figures.
    /// </summary>
    public double? Mos { get; init; }

    /// <summary>The same of what the far end heard, when it reported (RTCP).</summary>
    public double? RemoteMos { get; init; }

    /// <summary>The encoding, e.g. <c>PCMU</c>.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Share of the far end's sound that could not be played because packets were lost, late or too many at once, in percent.</summary>
    public double LossPercent { get; init; }

    /// <summary>Share of our packets that did not reach the far end, in percent, when it reported.</summary>
    public double? RemoteLossPercent { get; init; }

    /// <summary>Inter-arrival jitter of the far end's packets (RFC 3550), in milliseconds.</summary>
    public double JitterMilliseconds { get; init; }

    /// <summary>There and back through the network, in milliseconds, when the far end reported.</summary>
    public double? RoundTripMilliseconds { get; init; }

    /// <summary>Mean delay that the jitter buffer added, in milliseconds.</summary>
    public double BufferMilliseconds { get; init; }

    /// <summary>Packets that came from the far end.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Packets of the far end that never came.</summary>
    public long PacketsLost { get; init; }

    /// <summary>Packets that came too late to be played.</summary>
    public long PacketsLate { get; init; }

    /// <summary>Sound that was made up for what was lost, in milliseconds.</summary>
    public double ConcealedMilliseconds { get; init; }

    /// <summary>By how much sound was made longer or shorter, all in all, to follow jitter and the far end's clock, in milliseconds.</summary>
    public double StretchedMilliseconds { get; init; }

    /// <summary>Packets from elsewhere than the far end, which were dropped: a sign of crossed lines, or of somebody who tries to be heard.</summary>
    public long PacketsForeign { get; init; }
}
