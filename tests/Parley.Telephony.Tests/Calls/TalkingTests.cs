using System.Net;
using Parley.Audio.Tones;
using Parley.Rtp.Sdp;
using Parley.Sip;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Tests.Calls;

public sealed class TalkingTests : CallFixture
{
    private static readonly AudioCapabilities NoDigits = AudioCapabilities.Default with { TelephoneEvent = null };

    [Fact]
    public void Audio_BothWays_ArrivesAtItsLevel() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync();
        var (low, high) = (Tone(500), Tone(1200));
        var (heardHere, heardThere) = (new List<short>(), new List<short>());
        var (ours, theirs) = (new short[Tick], new short[Tick]);

        for (var i = 0; i < 60; i++)
        {
            low.Generate(ours);
            high.Generate(theirs);
            var (here, there) = await TickOnceAsync(leg, media.Sound, ours, theirs);
            heardHere.AddRange(i < 20 ? [] : here);
            heardThere.AddRange(i < 20 ? [] : there);
        }

        AssertTone(heardHere, 1200, Level(theirs));
        AssertTone(heardThere, 500, Level(ours));
        Assert.Equal(0, leg.Statistics!.PacketsLost);
    });

    [Fact]
    public void Audio_BeforeTheAnswer_IsDiscardedAndAddsNoDelay() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        var media = Them.OpenMedia();
        Assert.Null(media.Negotiation.Answer(call.Invite.Body.Span, out var answer));
        await call.ProgressAsync(183, answer, cancellationToken: Patience);
        Assert.True((await NextAsync<LegProgress>(leg)).HasEarlyMedia);
        var loud = Enumerable.Repeat((short)8000, Tick).ToArray();
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(0, Level((await TickOnceAsync(leg, media.Sound, loud, loud)).Here));
        }

        Assert.Null(leg.Statistics);
        await call.AnswerAsync(answer, cancellationToken: Patience);
        await NextAsync<LegAnswered>(leg);

        Assert.Equal(0, Level((await TickOnceAsync(leg, media.Sound)).Here));
        Assert.Equal(0, leg.Statistics!.PacketsReceived);
        for (var i = 0; i < 20; i++)
        {
            await TickOnceAsync(leg, media.Sound);
        }

        Assert.True(leg.Statistics!.BufferDelay <= TimeSpan.FromMilliseconds(60), $"{leg.Statistics.BufferDelay}");
    });

    [Fact]
    public void Audio_CalleeSendsNothing_CallStaysAndTheOutcomeSaysSo() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();
        var samples = new short[Tick];
        for (var i = 0; i < 500; i++)
        {
            Assert.False(leg.Read(samples));
            leg.Write(samples);
            await Task.Delay(TickTime, Time, Patience);
        }

        Assert.False(leg.Completion.IsCompleted);
        await call.HangUpAsync(cancellationToken: Patience);

        var (outcome, _) = await EndAsync(leg);
        Assert.Equal((CallStage.Answered, CallEnding.Completed), (outcome.Stage, outcome.Ending));
        Assert.False(outcome.HeardFarEnd);
        Assert.True(outcome.WasHeard);
    });

    [Fact]
    public void Tick_OfATalkingLeg_AllocatesNothing() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync();
        var samples = new short[Tick];
        Run(500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(500);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run(int ticks)
        {
            for (var i = 0; i < ticks; i++)
            {
                leg.Read(samples);
                media.Sound.Read(samples);
                leg.Write(samples);
                media.Sound.Write(samples);
            }
        }
    });

    [Fact]
    public void Tick_AfterTheEnd_IsSilent() => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();
        await call.HangUpAsync(cancellationToken: Patience);
        await EndAsync(leg);
        var loud = Enumerable.Repeat((short)8000, Tick).ToArray();

        var (here, there) = await TickOnceAsync(leg, media.Sound, loud, loud);

        Assert.Equal((0, 0), (Level(here), Level(there)));
    });

    [Fact]
    public void SendDigits_FarEndHearsEachOnce() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync();

        var sending = leg.SendDigitsAsync("12#A", TimeSpan.FromMilliseconds(60), Patience);
        await TickUntilAsync(() => sending.IsCompleted, leg, media.Sound);

        Assert.Equal(DigitsResult.Sent, await sending);
        Assert.Equal("12#A", string.Concat(ReadDigits(media)));
    });

    [Fact]
    public void Digits_OfTheFarEnd_ComeAsEvents() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync();

        var sending = media.Sound.Session!.SendDigitsAsync("5*");
        await TickUntilAsync(() => sending.IsCompleted, leg, media.Sound);

        Assert.Equal('5', (await NextAsync<LegDigit>(leg)).Tone);
        Assert.Equal('*', (await NextAsync<LegDigit>(leg)).Tone);
    });

    [Fact]
    public void SendDigits_FarEndTakesNone_SaysSo() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        await Them.AnswerAsync(await Them.RingsAsync(Patience), NoDigits);
        await NextAsync<LegAnswered>(leg);

        Assert.Equal(DigitsResult.NotSupported, await leg.SendDigitsAsync("1", null, DigitsMethod.TelephoneEvent, Patience));
    });

    [Fact]
    public void SendDigits_NoEventsNegotiated_GoAsInfo() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await Them.AnswerAsync(call, NoDigits);
        await NextAsync<LegAnswered>(leg);

        _ = leg.SendDigitsAsync("1", TimeSpan.FromMilliseconds(100), Patience);

        while (await call.Events.ReadAsync(Patience) is not InfoReceived)
        {
            // The events before it.
        }
    });

    [Fact]
    public void Digits_InBand_AreSoundedAndHeardOnceEach() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var media = await Them.AnswerAsync(await Them.RingsAsync(Patience), NoDigits);
        await NextAsync<LegAnswered>(leg);

        var sending = leg.SendDigitsAsync("159#", TimeSpan.FromMilliseconds(60), DigitsMethod.InBand, Patience);
        var replying = media.Sound.InBand.SendAsync("2*", TimeSpan.FromMilliseconds(60));
        await TickUntilAsync(() => sending.IsCompleted && replying.IsCompleted, leg, media.Sound);
        for (var i = 0; i < 10; i++)
        {
            await TickOnceAsync(leg, media.Sound, new short[Tick], new short[Tick]);
        }

        Assert.Equal(DigitsResult.Sent, await sending);
        var heard = "";
        while (media.Sound.InBand.Heard.TryRead(out var key))
        {
            heard += key.Digit;
        }

        Assert.Equal("159#", heard);
        Assert.Equal(('2', DigitsMethod.InBand), (await NextAsync<LegDigit>(leg)) is var first ? (first.Tone, first.Method) : default);
        Assert.Equal('*', (await NextAsync<LegDigit>(leg)).Tone);
    });

    [Fact]
    public void SendDigits_NotTalking_SaysSo() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        Assert.Equal(DigitsResult.NotTalking, await leg.SendDigitsAsync("1", cancellationToken: Patience));

        await Them.AnswerAsync(call);
        await NextAsync<LegAnswered>(leg);
        var sending = leg.SendDigitsAsync("1", cancellationToken: Patience);
        await call.HangUpAsync(cancellationToken: Patience);

        Assert.Equal(DigitsResult.NotTalking, await sending);
        await EndAsync(leg);
        Assert.Equal(DigitsResult.NotTalking, await leg.SendDigitsAsync("1", cancellationToken: Patience));
    });

    [Theory]
    [InlineData("", 100)]
    [InlineData("12x", 100)]
    [InlineData("1", 49)]
    [InlineData("1", 2001)]
    public void SendDigits_OutOfRange_Throws(string tones, int milliseconds) => InVirtualTime(async () =>
    {
        var leg = await DialAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => leg.SendDigitsAsync(tones, TimeSpan.FromMilliseconds(milliseconds), Patience));
    });

    [Fact]
    public void Extension_IsSentAfterTheWaitAndNotBefore() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { PhoneNumber = Callee, Extension = "1w,23", WaitBeforeExtension = TimeSpan.FromSeconds(3) });
        var media = await Them.AnswerAsync(await Them.RingsAsync(Patience));
        await NextAsync<LegAnswered>(leg);
        var answered = Time.GetUtcNow();
        var digits = new List<(char Digit, TimeSpan After)>();

        await TickUntilAsync(
            () =>
            {
                digits.AddRange(ReadDigits(media).Select(digit => (digit, Time.GetUtcNow() - answered)));
                return digits.Count == 3;
            },
            leg,
            media.Sound);

        Assert.Equal("123", string.Concat(digits.Select(digit => digit.Digit)));
        Assert.True(digits[0].After >= TimeSpan.FromSeconds(3), $"{digits[0].After}");
        Assert.True(digits[1].After - digits[0].After >= TimeSpan.FromSeconds(2.5), $"{digits[1].After}");
    });

    [Fact]
    public void Extension_FarEndTakesNoEvents_GoesAsInfo() => InVirtualTime(async () =>
    {
        await DialAsync(new() { PhoneNumber = Callee, Extension = "12" });
        var call = await Them.RingsAsync(Patience);
        await Them.AnswerAsync(call, NoDigits);

        while (await call.Events.ReadAsync(Patience) is not InfoReceived)
        {
            // The events before it.
        }
    });

    [Fact]
    public void Extension_CalleeHangsUpFirst_EndsWithoutIt() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { PhoneNumber = Callee, Extension = "12", WaitBeforeExtension = TimeSpan.FromSeconds(30) });
        var call = await Them.RingsAsync(Patience);
        await Them.AnswerAsync(call);
        await NextAsync<LegAnswered>(leg);
        await call.HangUpAsync(cancellationToken: Patience);

        Assert.Equal(CallEnding.Completed, (await EndAsync(leg)).Outcome.Ending);
    });

    [Theory]
    [InlineData(MediaDirection.SendOnly, "a=recvonly")]
    [InlineData(MediaDirection.Inactive, "a=inactive")]
    public void Hold_ByFarEnd_IsAnsweredInKindAndWeFallSilentUntilResumed(MediaDirection direction, string expected) => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();
        await TickUntilAsync(() => media.Sound.Statistics!.PacketsReceived > 5, leg, media.Sound);

        var held = await call.ReinviteAsync(media.Negotiation.Offer(direction), cancellationToken: Patience);
        await NextAsync<LegHeld>(leg);

        Assert.Contains(expected, System.Text.Encoding.ASCII.GetString(held.Body.Span), StringComparison.Ordinal);
        Assert.True(leg.IsHeld);
        var sent = leg.Statistics!.PacketsSent;
        for (var i = 0; i < 50; i++)
        {
            await TickOnceAsync(leg, media.Sound);
        }

        Assert.Equal(sent, leg.Statistics.PacketsSent);

        var resumed = await call.ReinviteAsync(media.Negotiation.Offer(), cancellationToken: Patience);
        await NextAsync<LegResumed>(leg);
        Assert.Equal(200, resumed.Status);
        Assert.False(leg.IsHeld);
        await TickUntilAsync(() => leg.Statistics!.PacketsSent > sent + 10, leg, media.Sound);
    });

    [Fact]
    public void Reinvite_OtherCodec_SoundGoesOn() => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();
        var port = media.Sound.Ports.LocalEndPoint.Port;

        var response = await call.ReinviteAsync(FarEnd.Sdp("10.0.0.2", port, "8"), cancellationToken: Patience);
        Assert.Equal(200, response.Status);
        media.Sound.Update(new(
            leg.Media.Ports.LocalEndPoint, new(IPAddress.Any, 0), CodecDescription.Pcma, MediaDirection.SendReceive, TickTime));
        var tone = Tone(700);
        var (ours, heard) = (new short[Tick], new List<short>());
        for (var i = 0; i < 50; i++)
        {
            tone.Generate(ours);
            var (_, there) = await TickOnceAsync(leg, media.Sound, ours);
            heard.AddRange(i < 20 ? [] : there);
        }

        AssertTone(heard, 700, Level(ours));
    });

    [Fact]
    public void Reinvite_NothingInCommon_IsRefusedAndTheCallGoesOn() => InVirtualTime(async () =>
    {
        var (leg, call, media) = await TalkAsync();

        var response = await call.ReinviteAsync(FarEnd.Sdp("10.0.0.2", 20000, "9"), cancellationToken: Patience);

        Assert.Equal(488, response.Status);
        await NextAsync<LegWarning>(leg);
        var received = media.Sound.Statistics!.PacketsReceived;
        await TickUntilAsync(() => media.Sound.Statistics!.PacketsReceived > received + 5, leg, media.Sound);
    });

    [Fact]
    public void Reinvite_WithoutOffer_GetsOurs() => InVirtualTime(async () =>
    {
        var (leg, call, _) = await TalkAsync();

        var response = await call.ReinviteAsync(ReadOnlyMemory<byte>.Empty, cancellationToken: Patience);

        Assert.Equal(200, response.Status);
        Assert.Contains("m=audio", System.Text.Encoding.ASCII.GetString(response.Body.Span), StringComparison.Ordinal);
        Assert.False(leg.Completion.IsCompleted);
    });

    private static IEnumerable<char> ReadDigits(FarMedia media)
    {
        while (media.Sound.Digits!.TryRead(out var digit))
        {
            yield return digit.Digit;
        }
    }

    private static ToneGenerator Tone(double frequencyHz) => new(new([ToneSegment.On(frequencyHz, 0, 60_000)], Repeats: false), 8000);

    private static double Level(IReadOnlyCollection<short> samples) =>
        20 * Math.Log10(Math.Max(1, Math.Sqrt(samples.Average(sample => (double)sample * sample))));

    private static void AssertTone(List<short> heard, double frequencyHz, double level)
    {
        Assert.InRange(Level(heard), level - 0.5, level + 0.5);
        var power = Goertzel.Power([.. heard], frequencyHz, 8000);
        Assert.True(power > 0.9 * Goertzel.MeanSquare([.. heard]), $"{frequencyHz} Hz has {power} of {Goertzel.MeanSquare([.. heard])}.");
    }
}
