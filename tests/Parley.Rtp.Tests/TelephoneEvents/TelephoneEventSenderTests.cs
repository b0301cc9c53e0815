using Parley.Rtp.TelephoneEvents;

namespace Parley.Rtp.Tests.TelephoneEvents;

public sealed class TelephoneEventSenderTests
{
    private const uint Tick = 160;
    private readonly TelephoneEventSender _sender = new();
    private readonly TaskCompletionSource<bool> _sent = new();

    [Fact]
    public async Task Advance_OneDigit_GrowsThenEndsThreeTimesThenRests()
    {
        _sender.Enqueue(new([5], 800, 800, _sent));

        var ticks = Run(50_000);

        Assert.Equal(10, ticks.Count);
        var packets = ticks.OfType<TelephoneEventSender.Packet>().ToList();
        Assert.Equal([160, 320, 480, 640, 800, 800, 800], packets.Select(packet => (int)packet.Event.Duration));
        Assert.Equal([false, false, false, false, true, true, true], packets.Select(packet => packet.Event.IsEnd));
        Assert.Equal([true, false, false, false, false, false, false], packets.Select(packet => packet.IsFirst));
        Assert.All(packets, packet => Assert.Equal((50_000u, (byte)5), (packet.Timestamp, packet.Event.Code)));
        Assert.True(_sent.Task.IsCompleted && await _sent.Task);
        Assert.False(_sender.IsBusy);
    }

    [Fact]
    public void Advance_ThreeDigits_EachHasItsOwnTimestampAfterTheGap()
    {
        _sender.Enqueue(new([1, 2, 11], 800, 400, _sent));

        var starts = Run(0).OfType<TelephoneEventSender.Packet>().Where(packet => packet.IsFirst).Select(packet => (packet.Event.Code, packet.Timestamp));

        Assert.Equal([((byte)1, 0u), ((byte)2, 1280u), ((byte)11, 2560u)], starts);
    }

    [Theory]
    [InlineData(400)] // 50 ms
    [InlineData(16_000)] // 2 s
    [InlineData(1000)]
    public void Advance_AnyDuration_EndsWithExactlyThat(int duration)
    {
        _sender.Enqueue(new([1], (uint)duration, 0, _sent));

        var packets = Run(7).OfType<TelephoneEventSender.Packet>().ToList();

        Assert.Equal(3, packets.Count(packet => packet.Event.IsEnd && packet.Event.Duration == duration));
        Assert.Equal(packets.Select(packet => packet.Event.Duration).Order(), packets.Select(packet => packet.Event.Duration));
    }

    [Fact]
    public void Advance_WhatWasSent_IsReceivedOnce()
    {
        byte[] codes = [.. Enumerable.Range(0, 16).Select(i => (byte)i), 7, 7, 7];
        var receiver = new TelephoneEventReceiver();
        _sender.Enqueue(new(codes, 800, 320, _sent));

        var received = Run(uint.MaxValue - 5000).OfType<TelephoneEventSender.Packet>()
            .Select(packet => receiver.Receive(packet.Timestamp, packet.Event)).OfType<ReceivedDigit>().Select(digit => digit.Digit);

        Assert.Equal("0123456789*#ABCD777", string.Concat(received));
    }

    [Fact]
    public async Task Abort_MidDigit_TellsWhoWaits()
    {
        var second = new TaskCompletionSource<bool>();
        _sender.Enqueue(new([1], 800, 0, _sent));
        _sender.Enqueue(new([2], 800, 0, second));
        _sender.Advance(0, Tick, out _);

        _sender.Abort();

        Assert.False(await _sent.Task);
        Assert.False(await second.Task);
        Assert.False(_sender.Advance(160, Tick, out _));
    }

    private List<TelephoneEventSender.Packet?> Run(uint timestamp)
    {
        var ticks = new List<TelephoneEventSender.Packet?>();
        while (_sender.Advance(timestamp, Tick, out var packet))
        {
            ticks.Add(packet);
            timestamp += Tick;
        }

        return ticks;
    }
}
