namespace Parley.Rtp.Rtcp;

/// <summary>How long to wait for the next report (RFC 3550, section 6.2 and appendix A.7).</summary>
/// <param name="Random">Spreads the reports of many sessions.</param>
/// <param name="BytesPerSecond">The share of the session's bandwidth that reports may take: 5 %.</param>
internal sealed record RtcpInterval(Random Random, double BytesPerSecond)
{
    /// <summary>The least interval, before it is spread.</summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromSeconds(5);

    /// <summary>Makes up for timer reconsideration converging below the mean: e - 3/2.</summary>
    private const double Compensation = Math.E - 1.5;

    private const double SenderShare = 0.25;

    /// <summary>Draws the next interval.</summary>
    /// <param name="members">Participants, ourselves included.</param>
    /// <param name="senders">Participants that sent media lately.</param>
    /// <param name="weSent">Whether we are one of them.</param>
    /// <param name="averageSize">The running mean of report datagrams, with IP and UDP headers, in bytes.</param>
    /// <param name="isFirst">Halves the minimum, so that a short call has a report too.</param>
    public TimeSpan Next(int members, int senders, bool weSent, double averageSize, bool isFirst)
    {
        double sharers = members;
        var bandwidth = BytesPerSecond;
        if (senders <= members * SenderShare)
        {
            bandwidth *= weSent ? SenderShare : 1 - SenderShare;
            sharers = weSent ? senders : members - senders;
        }

        var minimum = isFirst ? Minimum.TotalSeconds / 2 : Minimum.TotalSeconds;
        var mean = Math.Max(averageSize * sharers / bandwidth, minimum);
        return TimeSpan.FromSeconds(mean * (Random.NextDouble() + 0.5) / Compensation);
    }
}
