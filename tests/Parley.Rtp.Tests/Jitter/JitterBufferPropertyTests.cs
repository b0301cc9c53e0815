using Parley.Rtp.Jitter;

namespace Parley.Rtp.Tests.Jitter;

/// <summary>Whole streams through a bad network, the same every time for a seed.</summary>
public sealed class JitterBufferPropertyTests
{
    private const int Tick = 160;
    private const int Packets = 2000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Take_LossReorderDuplicates_PlaysEachOnceInOrderWithBoundedDelay(int seed)
    {
        var random = new Random(seed);
        var loss = random.NextDouble() * 0.2;
        var spread = random.Next(0, 5); // Ticks of jitter, which reorder too.
        var packetTicks = random.Next(1, 4);
        var buffer = new JitterBuffer(Tick, new());
        var arrivals = Schedule(random, loss, spread, packetTicks);
        var output = new byte[Tick];
        var played = new List<int>();
        var (frames, lost, arrived) = (0, 0, 0);
        for (var tick = 0; tick < (Packets * packetTicks) + 50; tick++)
        {
            for (; arrived < arrivals.Count && arrivals[arrived].Tick <= tick; arrived++)
            {
                var i = arrivals[arrived].Packet;
                buffer.Add(100 + i, (uint)(i * packetTicks * Tick), 0, Payload(i, packetTicks));
            }

            var frame = buffer.Take(output);
            Assert.InRange(buffer.Buffered, 0, (11 + packetTicks) * Tick);
            if (frame.Kind == JitterFrameKind.Frame)
            {
                Assert.Equal(Tick, frame.Length);
                frames++;
                played.Add(BitConverter.ToInt32(output));
            }

            lost += frame.Kind == JitterFrameKind.Lost ? 1 : 0;
        }

        var unique = arrivals.Select(arrival => arrival.Packet).Distinct().Count() * packetTicks;
        Assert.Equal(played.Order(), played);
        Assert.Equal(played.Distinct().Count(), played.Count);
        Assert.InRange(frames, unique * 0.95, unique); // A few are late while the depth is being learned.
        Assert.InRange(lost, 0, (Packets * packetTicks) - unique + (unique * 0.05) + 20);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AddAndTake_HostileNumbers_StayBoundedAndNeverThrow(int seed)
    {
        var random = new Random(seed);
        var buffer = new JitterBuffer(Tick, new());
        var output = new byte[Tick];
        var sequence = 0L;
        for (var i = 0; i < 20_000; i++)
        {
            sequence = random.Next(4) switch
            {
                0 => random.NextInt64(0, 1L << 40),
                1 => sequence - random.Next(0, 100),
                _ => sequence + random.Next(0, 3),
            };
            var timestamp = random.Next(3) == 0 ? (uint)random.NextInt64(uint.MaxValue) : (uint)(sequence * Tick);
            var payload = new byte[random.Next(8) == 0 ? random.Next(0, 1600) : Tick];
            if (random.Next(10) == 0)
            {
                buffer.AddSilence(sequence);
            }
            else
            {
                buffer.Add(sequence, timestamp, (byte)random.Next(2), payload);
            }

            if (random.Next(3) > 0)
            {
                var frame = buffer.Take(output);
                Assert.Equal(frame.Kind == JitterFrameKind.Frame ? Tick : 0, frame.Length);
            }

            Assert.InRange(buffer.Buffered, 0, (11 * Tick) + JitterBuffer.MaximumPayload);
        }

        // However it was left, it falls silent, and a good stream plays again.
        for (var i = 0; i < 100; i++)
        {
            buffer.Take(output);
        }

        Assert.Equal(JitterFrameKind.Empty, buffer.Take(output).Kind);
        var good = 0;
        for (var i = 0; i < 50; i++)
        {
            buffer.Add((1L << 41) + i, (uint)(i * Tick), 0, new byte[Tick]);
            good += buffer.Take(output).Kind == JitterFrameKind.Frame ? 1 : 0;
        }

        Assert.InRange(good, 39, 49);
    }

    private static List<(int Packet, int Tick)> Schedule(Random random, double loss, int spread, int packetTicks)
    {
        var arrivals = new List<(int Packet, int Tick)>();
        for (var i = 0; i < Packets; i++)
        {
            var copies = random.NextDouble() < loss ? 0 : random.Next(20) == 0 ? 2 : 1;
            for (; copies > 0; copies--)
            {
                arrivals.Add((i, (i * packetTicks) + random.Next(0, spread + 1)));
            }
        }

        return [.. arrivals.OrderBy(arrival => arrival.Tick)];
    }

    /// <summary>Each tick of the payload begins with its own number.</summary>
    private static byte[] Payload(int packet, int ticks)
    {
        var payload = new byte[ticks * Tick];
        for (var i = 0; i < ticks; i++)
        {
            BitConverter.TryWriteBytes(payload.AsSpan(i * Tick), (packet * ticks) + i);
        }

        return payload;
    }
}
