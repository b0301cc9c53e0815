using System.Net;
using System.Text;
using Parley.Rtp.Sdp;

namespace Parley.Rtp.Tests.Sdp;

public sealed class OfferAnswerTests
{
    private static readonly IPEndPoint OurPlace = IPEndPoint.Parse("192.0.2.1:10000");
    private readonly OfferAnswer _ours = new(OurPlace, AudioCapabilities.Default, new Random(1));

    [Fact]
    public void CreateOffer_First_ListsCodecsAndDigits()
    {
        var text = Encoding.UTF8.GetString(_ours.CreateOffer().ToBytes());

        Assert.EndsWith(
            "c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 10000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
                + "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void BothEnds_OfferAndAnswer_AgreeWithEachOther()
    {
        var theirs = new OfferAnswer(IPEndPoint.Parse("192.0.2.2:20000"), AudioCapabilities.Default, new Random(2));

        Assert.True(theirs.TryAnswer(Wire(_ours.CreateOffer()), out var answer, out var heard, out var error), error);
        Assert.True(_ours.TryAccept(Wire(answer), out var said, out error), error);

        Assert.Equal(IPEndPoint.Parse("192.0.2.2:20000"), said.Remote);
        Assert.Equal(IPEndPoint.Parse("192.0.2.2:20001"), said.RemoteRtcp);
        Assert.Equal(OurPlace, heard.Remote);
        Assert.Equal(("PCMU", "PCMU"), (said.Encoding, heard.Encoding));
        Assert.Equal([101, 101], [said.TelephoneEventPayloadType!.Value, heard.TelephoneEventPayloadType!.Value]);
        Assert.Equal((MediaDirection.SendReceive, MediaDirection.SendReceive), (said.Direction, heard.Direction));
        Assert.Equal(TimeSpan.FromMilliseconds(20), said.PacketTime);
    }

    [Fact]
    public void TryAnswer_DynamicNumbersOfTheOffer_AreEchoed()
    {
        var offer = Offer("m=audio 4000 RTP/AVP 18 8 97\r\na=rtpmap:97 telephone-event/8000\r\n");

        Assert.True(_ours.TryAnswer(offer, out var answer, out var audio, out var error), error);

        Assert.Equal(["8", "97"], answer.Media[0].Formats);
        Assert.Equal([8, 97, 97], [audio.PayloadType, audio.TelephoneEventPayloadType!.Value, audio.ReceivedTelephoneEventPayloadType!.Value]);
        Assert.Contains("97", _ours.CreateOffer().Media[0].Formats);
    }

    [Fact]
    public void TryAnswer_VideoAndSecondAudio_AreRefusedInPlace()
    {
        var offer = Offer("m=video 5000 RTP/AVP 99\r\nm=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 0\r\nm=image 6000 udptl t38\r\nm=message 7000 TCP/MSRP\r\n");

        Assert.True(_ours.TryAnswer(offer, out var answer, out var audio, out _));

        Assert.Equal([0, 10000, 0, 0, 0], answer.Media.Select(media => (int)media.Port));
        Assert.Equal(["video", "audio", "audio", "image", "message"], answer.Media.Select(media => media.Type));
        Assert.Equal(4000, audio.Remote.Port);
        Assert.Null(audio.TelephoneEventPayloadType);
        Assert.Equal([0, 10000, 0, 0, 0], _ours.CreateOffer().Media.Select(media => (int)media.Port));
        Assert.Equal(5, Wire(answer).Media.Count);
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 18 3\r\n", "G729/8000, GSM/8000")]
    [InlineData("m=audio 4000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n", "telephone-event/8000")]
    [InlineData("m=audio 4000 RTP/AVP\r\n", "none")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/16000\r\n", "PCMU/16000")]
    [InlineData("m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n", "RTP/SAVP")]
    [InlineData("m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n", "UDP/TLS/RTP/SAVPF")]
    [InlineData("m=audio 4000 TCP/RTP/AVP 0\r\n", "TCP/RTP/AVP")]
    [InlineData("m=audio 0 RTP/AVP 0\r\n", "port 0")]
    [InlineData("m=video 4000 RTP/AVP 99\r\n", "no audio")]
    [InlineData("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\n", "2001:db8::1")]
    [InlineData("", "no audio")]
    public void TryAnswer_NothingInCommon_NamesWhatWasOffered(string media, string expected)
    {
        Assert.False(_ours.TryAnswer(Offer(media), out var answer, out var audio, out var error));

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Null(answer);
        Assert.Null(audio);
        Assert.Null(_ours.Local);
    }

    [Fact]
    public void TryAnswer_NoConnectionLine_SaysSo()
    {
        Assert.False(_ours.TryAnswer(SessionDescriptionTests.Parse("v=0\r\nc=IN IP4 host.example\r\nm=audio 4000 RTP/AVP 0\r\n"), out _, out _, out var error));
        Assert.Contains("c= line", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=sendonly\r\n", MediaDirection.ReceiveOnly, "recvonly")]
    [InlineData("a=recvonly\r\n", MediaDirection.SendOnly, "sendonly")]
    [InlineData("a=inactive\r\n", MediaDirection.Inactive, "inactive")]
    [InlineData("a=sendrecv\r\n", MediaDirection.SendReceive, "sendrecv")]
    [InlineData("", MediaDirection.SendReceive, "sendrecv")]
    [InlineData("c=IN IP4 0.0.0.0\r\n", MediaDirection.ReceiveOnly, "recvonly")]
    public void TryAnswer_Hold_IsMirrored(string line, MediaDirection expected, string attribute)
    {
        Assert.True(_ours.TryAnswer(Offer("m=audio 4000 RTP/AVP 0\r\n" + line), out var answer, out var audio, out _));

        Assert.Equal(expected, audio.Direction);
        Assert.Equal("", answer.Media[0].Find(attribute));
    }

    [Fact]
    public void TryAnswer_HoldAndResume_CountsVersionsOnlyWhenSomethingChanged()
    {
        var open = Offer("m=audio 4000 RTP/AVP 0\r\n");
        var hold = Offer("m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n");

        var versions = new[] { open, open, hold, hold, open }.Select(offer =>
        {
            Assert.True(_ours.TryAnswer(offer, out var answer, out _, out _));
            return answer.SessionVersion;
        });

        Assert.Equal([1UL, 1, 2, 2, 3], versions);
    }

    [Fact]
    public void CreateOffer_Hold_KeepsTheSessionAndRaisesTheVersion()
    {
        var first = _ours.CreateOffer();
        var hold = _ours.CreateOffer(MediaDirection.SendOnly);

        Assert.Equal(first.SessionId, hold.SessionId);
        Assert.Equal(first.SessionVersion + 1, hold.SessionVersion);
        Assert.True(_ours.TryAccept(Offer("m=audio 4000 RTP/AVP 0\r\na=recvonly\r\n"), out var audio, out _));
        Assert.Equal(MediaDirection.SendOnly, audio.Direction);
    }

    [Fact]
    public void TryAnswer_RefusedReOffer_LeavesEverythingAsItWas()
    {
        Assert.True(_ours.TryAnswer(Offer("m=audio 4000 RTP/AVP 8\r\n"), out var answer, out var audio, out _));

        Assert.False(_ours.TryAnswer(Offer("m=audio 4000 RTP/AVP 18\r\n"), out _, out _, out _));

        Assert.Same(answer, _ours.Local);
        Assert.Same(audio, _ours.Current);
    }

    [Fact]
    public void TryAccept_OtherNumberForDigits_SendsTheirsAndReceivesOurs()
    {
        _ours.CreateOffer();

        Assert.True(_ours.TryAccept(Offer("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n"), out var audio, out _));

        Assert.Equal("PCMA", audio.Encoding);
        Assert.Equal([96, 101], [audio.TelephoneEventPayloadType!.Value, audio.ReceivedTelephoneEventPayloadType!.Value]);
        Assert.Equal("PCMA", audio.FindReceivable(8)?.Name);
        Assert.Null(audio.FindReceivable(0));
    }

    [Theory]
    [InlineData("m=audio 0 RTP/AVP 0\r\n", "port 0")]
    [InlineData("m=audio 4000 RTP/AVP 18\r\n", "G729/8000")]
    [InlineData("m=video 4000 RTP/AVP 99\r\n", "no audio")]
    [InlineData("", "no audio")]
    public void TryAccept_Refusal_SaysWhy(string media, string expected)
    {
        _ours.CreateOffer();

        Assert.False(_ours.TryAccept(Offer(media), out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryAccept_SecondAnswerFromElsewhere_Replaces()
    {
        _ours.CreateOffer();
        Assert.True(_ours.TryAccept(Offer("m=audio 4000 RTP/AVP 0\r\n"), out _, out _));

        Assert.True(_ours.TryAccept(Offer("m=audio 6000 RTP/AVP 8\r\n"), out var final, out _));

        Assert.Equal((6000, "PCMA"), (final.Remote.Port, final.Encoding));
        Assert.Same(final, _ours.Current);
    }

    [Theory]
    [InlineData("a=rtcp:4711\r\n", "198.51.100.1:4711")]
    [InlineData("a=rtcp:4711 IN IP4 198.51.100.9\r\n", "198.51.100.9:4711")]
    [InlineData("a=rtcp:x\r\n", "198.51.100.1:4001")]
    [InlineData("a=rtcp-mux\r\n", "198.51.100.1:4001")]
    public void TryAnswer_PlaceOfReports_FollowsTheOffer(string line, string expected)
    {
        Assert.True(_ours.TryAnswer(Offer("m=audio 4000 RTP/AVPF 0\r\n" + line), out var answer, out var audio, out _));

        Assert.Equal(IPEndPoint.Parse(expected), audio.RemoteRtcp);
        Assert.Null(answer.Media[0].Find("rtcp-mux"));
        Assert.Equal("RTP/AVPF", answer.Media[0].Protocol);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("a=ptime:30\r\n", 30)]
    [InlineData("a=ptime:500\r\n", 20)]
    [InlineData("a=ptime:1\r\n", 20)]
    [InlineData("a=maxptime:10\r\n", 10)]
    [InlineData("a=ptime:60\r\na=maxptime:40\r\n", 40)]
    public void TryAnswer_PacketTime_IsTheOffersWithinReason(string line, int expected)
    {
        Assert.True(_ours.TryAnswer(Offer("m=audio 4000 RTP/AVP 0\r\n" + line), out _, out var audio, out _));

        Assert.Equal(TimeSpan.FromMilliseconds(expected), audio.PacketTime);
    }

    [Fact]
    public void CreateOffer_CodecWithoutNumber_GetsAFreeOne()
    {
        var capabilities = new AudioCapabilities { Codecs = [new("first", 8000), new("fixed", 8000, 96), new("second", 8000), CodecDescription.Pcmu] };

        Assert.Equal(["97", "96", "98", "0", "101"], new OfferAnswer(OurPlace, capabilities).CreateOffer().Media[0].Formats);
    }

    [Fact]
    public void BothEnds_IPv6_Agree()
    {
        var ours = new OfferAnswer(IPEndPoint.Parse("[2001:db8::1]:10000"), AudioCapabilities.Default);
        var theirs = new OfferAnswer(IPEndPoint.Parse("[2001:db8::2]:10000"), AudioCapabilities.Default);

        Assert.True(theirs.TryAnswer(Wire(ours.CreateOffer()), out var answer, out _, out _));
        Assert.True(ours.TryAccept(Wire(answer), out var audio, out _));

        Assert.Equal(IPEndPoint.Parse("[2001:db8::2]:10000"), audio.Remote);
    }

    [Theory]
    [InlineData("0.0.0.0:10000")]
    [InlineData("[::]:10000")]
    [InlineData("192.0.2.1:0")]
    public void Constructor_PlaceNobodyCanSendTo_Throws(string place) =>
        Assert.Throws<ArgumentException>(() => new OfferAnswer(IPEndPoint.Parse(place), AudioCapabilities.Default));

    private static SessionDescription Offer(string media) =>
        SessionDescriptionTests.Parse("v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n" + media);

    private static SessionDescription Wire(SessionDescription sdp) => SessionDescriptionTests.Parse(Encoding.UTF8.GetString(sdp.ToBytes()));
}
