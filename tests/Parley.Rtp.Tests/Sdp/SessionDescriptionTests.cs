using System.Net;
using System.Text;
using Parley.Rtp.Sdp;

namespace Parley.Rtp.Tests.Sdp;

public sealed class SessionDescriptionTests
{
    private const string Carrier = """
        v=0
        o=carrier 123456 2 IN IP4 198.51.100.7
        s=call
        c=IN IP4 198.51.100.7
        b=AS:84
        t=0 0
        a=group:BUNDLE x
        m=audio 20010 RTP/AVP 8 0 18 96 101
        c=IN IP4 198.51.100.8
        a=rtpmap:8 PCMA/8000
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 useinbandfec=1
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=ptime:30
        a=maxptime:60
        a=sendonly
        m=video 0 RTP/AVP 99
        """;

    [Fact]
    public void TryParse_CarrierOffer_GivesAllThatMatters()
    {
        var sdp = Parse(Carrier);

        Assert.Equal(("carrier", 123456UL, 2UL, "198.51.100.7", "call"), (sdp.UserName, sdp.SessionId, sdp.SessionVersion, sdp.OriginAddress, sdp.SessionName));
        var audio = sdp.Media[0];
        Assert.Equal(("audio", 20010, "RTP/AVP"), (audio.Type, audio.Port, audio.Protocol));
        Assert.Equal(IPAddress.Parse("198.51.100.8"), sdp.ConnectionOf(audio));
        Assert.Equal(IPAddress.Parse("198.51.100.7"), sdp.ConnectionOf(sdp.Media[1]));
        Assert.Equal(MediaDirection.SendOnly, sdp.DirectionOf(audio));
        Assert.Equal(MediaDirection.SendReceive, sdp.DirectionOf(sdp.Media[1]));
        Assert.Equal((TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(60)), (audio.PacketTime, audio.MaximumPacketTime));
        Assert.Equal(
            [
                new("PCMA", 8000, 8),
                new("PCMU", 8000, 0),
                new("G729", 8000, 18),
                new("opus", 48000, 96, 2, "useinbandfec=1"),
                new CodecDescription("telephone-event", 8000, 101, FormatParameters: "0-16"),
            ],
            audio.ListCodecs());
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n\r\n")]
    public void TryParse_AnyLineEnds_AreRead(string lineEnd) => Assert.Equal(2, Parse(Carrier.ReplaceLineEndings(lineEnd)).Media.Count);

    [Theory]
    [InlineData("", "no v= line")]
    [InlineData("o=- 1 1 IN IP4 127.0.0.1\r\n", "no v= line")]
    [InlineData("v=1\r\n", "unknown version")]
    [InlineData("v=0\r\nhello\r\n", "Line 2")]
    [InlineData("v=0\r\nm=audio\r\n", "not a media line")]
    [InlineData("v=0\r\nm=audio 70000 RTP/AVP 0\r\n", "not a media line")]
    [InlineData("v=0\r\nm=audio -1 RTP/AVP 0\r\n", "not a media line")]
    [InlineData("v=0\r\ns=a\0b\r\n", "Line 2")]
    [InlineData("{\"not\":\"sdp\"}", "Line 1")]
    public void TryParse_Broken_SaysWhere(string body, string expected)
    {
        Assert.False(SessionDescription.TryParse(Encoding.UTF8.GetBytes(body), out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TooMuchOfAnything_IsRefused()
    {
        Assert.False(SessionDescription.TryParse(new byte[100_000], out _, out var size));
        Assert.False(SessionDescription.TryParse(Repeat("a=x\n", 3000), out _, out var lines));
        Assert.False(SessionDescription.TryParse(Repeat("m=audio 1 RTP/AVP 0\n", 40), out _, out var media));

        Assert.Contains("100000 bytes", size, StringComparison.Ordinal);
        Assert.Contains("2000 lines", lines, StringComparison.Ordinal);
        Assert.Contains("more than the 32", media, StringComparison.Ordinal);

        static byte[] Repeat(string line, int count) => Encoding.UTF8.GetBytes("v=0\n" + string.Concat(Enumerable.Repeat(line, count)));
    }

    [Theory]
    [InlineData("c=IN IP4 224.2.1.1/127", "224.2.1.1")]
    [InlineData("c=IN IP6 2001:db8::9", "2001:db8::9")]
    [InlineData("c=IN IP4 host.example.com", null)]
    [InlineData("c=IN IP4 1", null)]
    [InlineData("c=IN IP4 0x7f.0.0.1", null)]
    [InlineData("c=", null)]
    public void TryParse_Connection_IsAnAddressOrNothing(string line, string? address) =>
        Assert.Equal(address is null ? null : IPAddress.Parse(address), Parse($"v=0\r\n{line}\r\n").Connection);

    [Fact]
    public void TryParse_OddAttributes_AreForgiven()
    {
        var media = Parse("v=0\r\nm=audio 4000 RTP/AVP 0 97 98 99 abc 300\r\na=rtpmap:97\r\na=rtpmap:98 X/0\r\na=rtpmap:99 Y/8000/zero\r\na=ptime:x\r\na=\r\na=:\r\n").Media[0];

        Assert.Equal([CodecDescription.Pcmu, new CodecDescription("Y", 8000, 99)], media.ListCodecs());
        Assert.Null(media.PacketTime);
    }

    [Fact]
    public void ToBytes_Description_IsInOrderWithCrLf()
    {
        var sdp = new SessionDescription
        {
            SessionId = 5,
            SessionVersion = 6,
            OriginAddress = "2001:db8::1",
            Connection = IPAddress.Parse("2001:db8::1"),
            Media = [new("audio", 4000, "RTP/AVP") { Formats = ["0"], Attributes = [new("rtpmap", "0 PCMU/8000"), new("sendrecv")] }],
        };

        Assert.Equal(
            "v=0\r\no=- 5 6 IN IP6 2001:db8::1\r\ns=-\r\nc=IN IP6 2001:db8::1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n",
            Encoding.UTF8.GetString(sdp.ToBytes()));
    }

    [Fact]
    public void ToBytes_LineBreakInText_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new SessionDescription { SessionName = "a\r\nm=audio 1 RTP/AVP 0" }.ToBytes());

    internal static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(Encoding.UTF8.GetBytes(text), out var sdp, out var error), error);
        return sdp;
    }
}
