using FsCheck.Xunit;
using Parley.Agents.Lines;

namespace Parley.Agents.Tests.Lines;

public sealed class HeardRingTests
{
    [Property]
    public bool TryRead_WhateverTheWrites_GivesTheSamplesInOrder(byte[] lengths)
    {
        var ring = new HeardRing(1024);
        short next = 0;
        short expected = 0;
        Span<short> frame = stackalloc short[160];
        foreach (var length in lengths)
        {
            var written = new short[length];
            for (var i = 0; i < length; i++)
            {
                written[i] = next++;
            }

            ring.Write(written);
            while (ring.TryRead(frame))
            {
                foreach (var sample in frame)
                {
                    if (sample != expected++)
                    {
                        return false;
                    }
                }
            }
        }

        return ring.Lost == 0;
    }

    [Fact]
    public void TryRead_ReaderTooSlow_LosesTheOldestAndCountsThem()
    {
        var ring = new HeardRing(1024);
        var frame = new short[100];
        for (short i = 0; i < 30; i++)
        {
            Array.Fill(frame, i);
            ring.Write(frame);
        }

        var values = new List<short>();
        while (ring.TryRead(frame))
        {
            Assert.All(frame, sample => Assert.Equal(frame[0], sample));
            values.Add(frame[0]);
        }

        Assert.Equal(29, values[^1]);
        Assert.Equal(Enumerable.Range(values[0], values.Count), values.Select(value => (int)value));
        Assert.Equal(values[0] * 100, ring.Lost);
    }

    [Fact]
    public void TryRead_BesideAWriterOnAnotherThread_NeverGivesATornFrame()
    {
        var ring = new HeardRing(512);
        var writer = new Thread(() =>
        {
            var written = new short[64];
            for (var i = 0; i < 100_000; i++)
            {
                Array.Fill(written, (short)i);
                ring.Write(written);
            }
        });
        writer.Start();

        var frame = new short[64];
        var torn = 0;
        var isLast = false;
        while (!isLast)
        {
            isLast = !writer.IsAlive;
            while (ring.TryRead(frame))
            {
                torn += frame.AsSpan().ContainsAnyExcept(frame[0]) ? 1 : 0;
            }
        }

        Assert.Equal(0, torn);
    }
}
