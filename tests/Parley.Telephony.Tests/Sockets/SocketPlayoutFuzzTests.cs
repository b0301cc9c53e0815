using Parley.Telephony.Sockets;

namespace Parley.Telephony.Tests.Sockets;

/// <summary>The socket's jitter buffer, with sound that comes in any pieces at any time.</summary>
public sealed class SocketPlayoutFuzzTests
{
    private static readonly int[] Rates = [8000, 16_000, 24_000];

    [Fact]
    public void Read_AnyPiecesAtAnyTime_NeverThrowsAndKeepsItsAccount()
    {
        for (var seed = 0; seed < 200 * SocketSeeds.Multiplier; seed++)
        {
            var random = new Random(seed);
            var rate = Rates[random.Next(Rates.Length)];
            var playout = new SocketPlayout(rate);
            var (tick, piece, written) = (new short[rate / 50], new short[rate * 5], 0L);
            for (var i = 0; i < 500; i++)
            {
                for (var pieces = random.Next(3); pieces > 0; pieces--)
                {
                    var length = random.Next(5) switch { 0 => 0, 1 => 1, 2 => random.Next(piece.Length), _ => random.Next(2 * tick.Length) };
                    playout.Write(piece.AsSpan(0, length));
                    written += length;
                }

                for (var ticks = random.Next(4); ticks > 0; ticks--)
                {
                    playout.Read(tick);
                }
            }

            Assert.InRange(playout.Dropped, 0, written);
            Assert.InRange(playout.TicksMissed, playout.Gaps, 2000);
            Assert.InRange(playout.TicksPlayed, 0, 2000);
        }
    }

    /// <summary>Whatever was before: a steady stream is heard, without gaps, and not late.</summary>
    [Fact]
    public void Read_SteadyAgainAfterAnything_IsHeardSoonAndWithoutGaps()
    {
        for (var seed = 0; seed < 100 * SocketSeeds.Multiplier; seed++)
        {
            var random = new Random(seed);
            var playout = new SocketPlayout(8000);
            var (tick, noise) = (new short[160], new short[40_000]);
            for (var i = 0; i < 100; i++)
            {
                playout.Write(noise.AsSpan(0, random.Next(6) == 0 ? random.Next(noise.Length) : random.Next(320)));
                for (var ticks = random.Next(3); ticks > 0; ticks--)
                {
                    playout.Read(tick);
                }
            }

            // Ten seconds of calm, then a click: how many ticks later is it heard?
            var steady = new short[160];
            var gaps = 0L;
            for (var i = 0; i < 500; i++)
            {
                playout.Write(steady);
                playout.Read(tick);
                gaps = i == 250 ? playout.Gaps : gaps;
            }

            Assert.Equal(gaps, playout.Gaps);
            Array.Fill(steady, (short)8000);
            var later = 0;
            do
            {
                playout.Write(steady);
                playout.Read(tick);
                later++;
            }
            while (later < 100 && !tick.Any(sample => sample > 4000));

            Assert.True(later <= 11 + 2, $"With seed {seed} it is heard {20 * later} ms late.");
        }
    }
}
