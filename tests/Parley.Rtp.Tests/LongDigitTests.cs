using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;

namespace Parley.Rtp.Tests;

/// <summary>Keys that are held for longer than the duration field counts in a fast clock (RFC 4733, section 2.5.1.3).</summary>
public sealed class LongDigitTests
{
    private const byte Events = 110;

    [Theory]
    [InlineData(2000, 2)]
    [InlineData(1380, 2)]
    [InlineData(1360, 1)]
    [InlineData(100, 1)]
    public void SendDigits_ByTheClockOfOpus_LongOnesAreSegmentsOfOneKey(int milliseconds, int segments)
    {
        var sent = new List<(bool Marker, uint Timestamp, TelephoneEvent Event)>();
        using var call = new Call(Opus, Opus);
        call.Network.Deliver = (datagram, _, _) =>
        {
            if ((datagram[1] & 0x7F) == Events && datagram[0] >> 6 == 2 && TelephoneEvent.TryParse(datagram.AsSpan(12), out var key))
            {
                sent.Add((datagram[1] >> 7 == 1, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(datagram.AsSpan(4)), key));
            }

            return 1;
        };

        var done = call.Alice.Session.SendDigitsAsync("55", TimeSpan.FromMilliseconds(milliseconds));
        call.Run(2 * ((milliseconds + 100) / 20) + 10, _ => null, _ => null);

        Assert.True(done.IsCompletedSuccessfully);
        Assert.Equal("55", call.Bob.ReadDigits());
        var first = sent.TakeWhile((packet, i) => i == 0 || !packet.Marker).ToList();
        var starts = first.Select(packet => packet.Timestamp).Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, segments).Select(i => starts[0] + (uint)(i * 0xFFFF)), starts);
        Assert.Equal(48 * milliseconds, (int)(starts[^1] - starts[0]) + first[^1].Event.Duration);
        Assert.Equal(3, first.Count(packet => packet.Event.IsEnd));
        Assert.All(first.Where(packet => packet.Event.IsEnd), packet => Assert.Equal(first[^1], packet));
        foreach (var start in starts.SkipLast(1))
        {
            var last = first.Last(packet => packet.Timestamp == start);
            Assert.Equal((0xFFFF, false), (last.Event.Duration, last.Event.IsEnd));
        }
    }

    private static NegotiatedAudio Opus(NegotiatedAudio audio)
    {
        var codec = new CodecDescription("opus", 48_000, 96, 2);
        return audio with { Codec = codec, Receivable = [codec], TelephoneEventPayloadType = Events, ReceivedTelephoneEventPayloadType = Events, TelephoneEventClockRate = 48_000 };
    }
}
