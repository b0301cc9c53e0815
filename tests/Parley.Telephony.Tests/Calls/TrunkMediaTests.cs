using System.Text;
using Parley.Audio.Codecs;
using Parley.Audio.Tones;
using Parley.Rtp.Sdp;
using Parley.Rtp.Srtp;
using Parley.Sip;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Calls;

/// <summary>What a trunk's configuration makes of the sound of its calls: encryption and codecs, in both directions.</summary>
public sealed class TrunkMediaTests : CallFixture
{
    private const string OurNumber = "sip:+15550000001@10.0.0.1";

    private readonly TrunkOptions _carrier = new() { Name = "carrier", Uri = "sip:10.0.0.2" };

    public TrunkMediaTests() => Carrier = _carrier;

    [Theory]
    [InlineData(SrtpPolicy.Optional, "RTP/AVP")]
    [InlineData(SrtpPolicy.Required, "RTP/SAVP")]
    public void Dial_TrunkWantsSrtp_SoundIsEncryptedBothWays(SrtpPolicy policy, string protocol) => InVirtualTime(async () =>
    {
        _carrier.Srtp = policy;
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        Assert.Contains($" {protocol} 0 8 101", Encoding.ASCII.GetString(call.Invite.Body.Span), StringComparison.Ordinal);
        var media = await Them.AnswerAsync(call, AudioCapabilities.Default with { Srtp = SrtpPolicy.Optional });
        await NextAsync<LegAnswered>(leg);

        Assert.NotNull(leg.Media.Session!.Audio.Srtp);
        await AssertToneAsync(leg, media);
        Assert.Equal(0, leg.Statistics!.PacketsForged + media.Sound.Statistics!.PacketsForged);
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();
    });

    [Fact]
    public void Dial_SrtpOptionalAndFarEndKnowsNone_SoundIsPlain() => InVirtualTime(async () =>
    {
        _carrier.Srtp = SrtpPolicy.Optional;
        var (leg, _, media) = await TalkAsync();

        Assert.Null(leg.Media.Session!.Audio.Srtp);
        await AssertToneAsync(leg, media);
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();
    });

    [Fact]
    public void Dial_SrtpRequiredAndAnswerIsPlain_IsHungUpAndSaysWhy() => InVirtualTime(async () =>
    {
        _carrier.Srtp = SrtpPolicy.Required;
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        await call.AnswerAsync(FarEnd.Sdp("10.0.0.2", 20000, "0"), cancellationToken: Patience);

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal(CallEnding.MediaFailed, outcome.Ending);
        Assert.Contains("SRTP", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("required", outcome.Error, StringComparison.Ordinal);
    });

    [Fact]
    public void Incoming_SrtpRequiredAndOfferIsPlain_Gets488AndSaysWhy() => InVirtualTime(async () =>
    {
        _carrier.Srtp = SrtpPolicy.Required;
        var call = Them.Call(OurNumber, OurAddress, FarEnd.Sdp("10.0.0.2", 20000, "0"));
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);

        Assert.False(await incoming.AnswerAsync(Patience));

        var failure = await FailureOfAsync(call);
        Assert.Equal(488, failure.Status);
        var (outcome, _) = await EndAsync(incoming.Leg);
        Assert.Equal((CallEnding.Incompatible, 488), (outcome.Ending, outcome.SipStatus));
        Assert.Contains("Encrypted sound (SRTP) is required, but it has no keys", outcome.Error, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(SrtpPolicy.Optional)]
    [InlineData(SrtpPolicy.Required)]
    public void Incoming_OfferWithKeys_IsAnsweredWithKeys(SrtpPolicy policy) => InVirtualTime(async () =>
    {
        _carrier.Srtp = policy;
        var media = Them.OpenMedia(AudioCapabilities.Default with { Srtp = SrtpPolicy.Required, SrtpSuites = [SrtpSuite.AeadAes256Gcm] });
        var call = Them.Call(OurNumber, OurAddress, media.Negotiation.Offer());
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);

        Assert.True(await incoming.AnswerAsync(Patience));

        var answer = await AnswerOfAsync(call);
        Assert.Null(media.Negotiation.Accept(answer.Span));
        Assert.Equal(SrtpSuite.AeadAes256Gcm, incoming.Leg.Media.Session!.Audio.Srtp!.Suite);
        await AssertToneAsync(incoming.Leg, media);
        await incoming.Leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();
    });

    [Fact]
    public void Dial_TrunkHasCodecs_AreOfferedInItsOrderWithDigitsInEveryClock() => InVirtualTime(async () =>
    {
        _carrier.Codecs.Add("G722");
        _carrier.Codecs.Add("L16/16000");
        _carrier.Codecs.Add("pcma");
        _carrier.Codecs.Add("CN");

        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        var offer = Encoding.ASCII.GetString(call.Invite.Body.Span);

        Assert.Contains("RTP/AVP 9 96 8 101 97 13\r\n", offer, StringComparison.Ordinal);
        Assert.Contains("a=rtpmap:9 G722/8000\r\n", offer, StringComparison.Ordinal);
        Assert.Contains("a=rtpmap:96 L16/16000\r\n", offer, StringComparison.Ordinal);
        Assert.Contains("a=rtpmap:97 telephone-event/16000\r\n", offer, StringComparison.Ordinal);
        var media = await Them.AnswerAsync(call, AudioCapabilities.Default with { Codecs = [CodecDescription.G722] });
        Assert.Equal("G722", (await NextAsync<LegAnswered>(leg)).Codec);
        await AssertToneAsync(leg, media);
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();
    });

    [Fact]
    public void Incoming_TrunkHasCodecs_ItsOrderDecides() => InVirtualTime(async () =>
    {
        _carrier.Codecs.Add("G722");
        _carrier.Codecs.Add("PCMU");
        var call = Them.Call(OurNumber, OurAddress, FarEnd.Sdp("10.0.0.2", 20000, "0 8 9"));
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);

        Assert.True(await incoming.AnswerAsync(Patience));

        Assert.Contains("RTP/AVP 9\r\n", Encoding.ASCII.GetString((await AnswerOfAsync(call)).Span), StringComparison.Ordinal);
        await incoming.Leg.HangUpAsync(cancellationToken: Patience);
    });

    [Fact]
    public void Dial_Opus_TalksAndSendsKeysInItsClock() => InVirtualTime(async () =>
    {
        Assert.SkipUnless(OpusCodec.IsAvailable, "libopus is not installed on this machine.");
        _carrier.Codecs.Add("OPUS");
        var leg = await DialAsync();
        var call = await Them.RingsAsync(Patience);
        Assert.Contains("a=rtpmap:96 opus/48000/2\r\n", Encoding.ASCII.GetString(call.Invite.Body.Span), StringComparison.Ordinal);
        var media = await Them.AnswerAsync(call, AudioCapabilities.Default with { Codecs = [CodecDescription.Opus with { PayloadType = 120 }] });
        await NextAsync<LegAnswered>(leg);

        await AssertToneAsync(leg, media);
        Assert.Equal(48_000, leg.Media.Session!.Audio.TelephoneEventClockRate);
        var sent = leg.SendDigitsAsync("7", cancellationToken: Patience);
        await TickUntilAsync(() => sent.IsCompleted, leg, media.Sound);
        Assert.True(media.Sound.Digits!.TryRead(out var digit));
        Assert.Equal('7', digit.Digit);
        Assert.False(media.Sound.Digits.TryRead(out _));
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();
    });

    private static async Task<SipFailure> FailureOfAsync(OutgoingCall call)
    {
        while (true)
        {
            if (await call.Events.ReadAsync(TestContext.Current.CancellationToken) is CallFailed failed)
            {
                return failed.Failure;
            }
        }
    }

    private static async Task<ReadOnlyMemory<byte>> AnswerOfAsync(OutgoingCall call)
    {
        while (true)
        {
            if (await call.Events.ReadAsync(TestContext.Current.CancellationToken) is CallAnswered answered)
            {
                return answered.Response.Body;
            }
        }
    }

    /// <summary>Either side hears the other's tone.</summary>
    private async Task AssertToneAsync(CallLeg leg, FarMedia media)
    {
        var (here, there) = (new List<short>(), new List<short>());
        for (var i = 0; i < 60; i++)
        {
            var (ours, theirs) = await TickOnceAsync(leg, media.Sound, Tone(i, 700), Tone(i, 1300));
            if (i >= 30)
            {
                here.AddRange(ours);
                there.AddRange(theirs);
            }
        }

        AssertIs(here, 1300);
        AssertIs(there, 700);

        static short[] Tone(int tick, int hz) => [.. Enumerable.Range(tick * Tick, Tick).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * hz * i / 8000)))];

        static void AssertIs(List<short> heard, int hz)
        {
            short[] samples = [.. heard];
            Assert.True(Goertzel.Power(samples, hz, 8000) > 0.85 * Goertzel.MeanSquare(samples), $"{hz} Hz is not heard.");
        }
    }
}
