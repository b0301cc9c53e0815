using Parley.Agents;
using Parley.Rtp;

namespace Parley.Server.Sessions.Legs;

/// <summary>The counters of a leg's sound in the words of the agent SDK, rounded to what anybody reads.</summary>
internal static class CallQualities
{
    private const double TickMilliseconds = 20;

    public static CallQuality? From(RtpStatistics? media) => media is null or { PacketsReceived: 0, PacketsSent: 0 } ? null : new()
    {
        Mos = Round(media.Mos, 2),
        RemoteMos = Round(media.RemoteMos, 2),
        Codec = media.Encoding,
        LossPercent = Math.Round(100 * media.Loss, 2),
        RemoteLossPercent = Round(100 * media.RemoteLoss, 2),
        JitterMilliseconds = Milliseconds(media.Jitter),
        RoundTripMilliseconds = media.RoundTrip is { } roundTrip ? Milliseconds(roundTrip) : null,
        BufferMilliseconds = Milliseconds(media.MeanBufferDelay),
        PacketsReceived = media.PacketsReceived,
        PacketsLost = media.PacketsLost,
        PacketsLate = media.PacketsLate,
        ConcealedMilliseconds = media.TicksConcealed * TickMilliseconds,
        StretchedMilliseconds = Milliseconds(media.TimeLengthened + media.TimeShortened),
        PacketsForeign = media.PacketsForeign,
    };

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    private static double? Round(double? value, int digits) => value is { } known ? Math.Round(known, digits) : null;
}
