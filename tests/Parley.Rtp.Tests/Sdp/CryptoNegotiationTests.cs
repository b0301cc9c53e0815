using System.Net;
using System.Text;
using Parley.Rtp.Sdp;
using Parley.Rtp.Srtp;

namespace Parley.Rtp.Tests.Sdp;

public sealed class CryptoNegotiationTests
{
    private const string Crypto80 = "crypto:3 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4";
    private const string CryptoUnknown = "crypto:1 AES_192_CM_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVzAAAAAAAA";
    private const string CryptoGcm = "crypto:2 AEAD_AES_128_GCM inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

    [Theory]
    [InlineData(SrtpPolicy.None, "RTP/AVP", 0)]
    [InlineData(SrtpPolicy.Optional, "RTP/AVP", 4)]
    [InlineData(SrtpPolicy.Required, "RTP/SAVP", 4)]
    public void CreateOffer_ByPolicy_HasKeysOfItsOwnForEverySuite(SrtpPolicy policy, string protocol, int keys)
    {
        var media = Party(policy, 1).CreateOffer().Media[0];

        Assert.Equal(protocol, media.Protocol);
        var lines = CryptoOf(media);
        Assert.Equal(keys, lines.Count);
        Assert.Equal(keys, lines.Select(line => Convert.ToBase64String(line.Key.KeyAndSalt)[..8]).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, keys), lines.Select(line => line.Tag));
    }

    [Theory]
    [InlineData(SrtpPolicy.Optional, SrtpPolicy.Optional, true)]
    [InlineData(SrtpPolicy.Optional, SrtpPolicy.Required, true)]
    [InlineData(SrtpPolicy.Required, SrtpPolicy.Optional, true)]
    [InlineData(SrtpPolicy.Required, SrtpPolicy.Required, true)]
    [InlineData(SrtpPolicy.None, SrtpPolicy.Optional, false)]
    [InlineData(SrtpPolicy.Optional, SrtpPolicy.None, false)]
    [InlineData(SrtpPolicy.None, SrtpPolicy.None, false)]
    public void OfferAndAnswer_PoliciesThatFit_AgreeOnTheSameKeys(SrtpPolicy offerer, SrtpPolicy answerer, bool encrypted)
    {
        var (alice, bob) = (Party(offerer, 1), Party(answerer, 2));

        var (theirs, ours) = Exchange(alice, bob);

        Assert.Equal(encrypted, ours.Srtp is not null);
        Assert.Equal(ours.Srtp?.Local, theirs.Srtp?.Remote);
        Assert.Equal(ours.Srtp?.Remote, theirs.Srtp?.Local);
        Assert.NotEqual(encrypted ? ours.Srtp?.Local : null, encrypted ? ours.Srtp?.Remote : new SrtpKey(SrtpSuite.AeadAes128Gcm, new byte[28]));
    }

    [Theory]
    [InlineData(SrtpPolicy.None, "RTP/SAVP", "switched off", Crypto80)]
    [InlineData(SrtpPolicy.Required, "RTP/AVP", "required, but it has no keys")]
    [InlineData(SrtpPolicy.Optional, "RTP/SAVP", "RTP/SAVP, but it has no keys")]
    [InlineData(SrtpPolicy.Required, "RTP/AVP", "AES_192_CM_HMAC_SHA1_80 is not known", CryptoUnknown)]
    [InlineData(SrtpPolicy.Required, "RTP/SAVP", "DTLS-SRTP is not spoken", "fingerprint:sha-256 AA:BB")]
    [InlineData(SrtpPolicy.Optional, "UDP/TLS/RTP/SAVPF", "Keys by DTLS", "fingerprint:sha-256 AA:BB")]
    public void TryAnswer_KeysDoNotFit_SaysWhy(SrtpPolicy policy, string protocol, string because, params string[] attributes)
    {
        Assert.False(Party(policy, 1).TryAnswer(Offer(Stream(4000, protocol, attributes)), out _, out _, out var error));
        Assert.Contains(because, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryAnswer_SeveralKeys_TakesTheFirstOneKnownWithItsTag()
    {
        var bob = Party(SrtpPolicy.Optional, 2);

        Assert.True(bob.TryAnswer(Offer(Stream(4000, "RTP/SAVP", CryptoUnknown, CryptoGcm, Crypto80)), out var answer, out var audio, out var error), error);

        Assert.Equal("RTP/SAVP", answer.Media[0].Protocol);
        Assert.Equal((2, SrtpSuite.AeadAes128Gcm), (Assert.Single(CryptoOf(answer.Media[0])).Tag, audio.Srtp!.Suite));
    }

    [Theory]
    [InlineData(SrtpPolicy.Optional, 1)]
    [InlineData(SrtpPolicy.Required, 1)]
    [InlineData(SrtpPolicy.None, 0)]
    public void TryAnswer_PlainAndEncryptedStreamOffered_TakesTheOneThatFits(SrtpPolicy policy, int taken)
    {
        var bob = Party(policy, 2);

        Assert.True(bob.TryAnswer(Offer(Stream(4000, "RTP/AVP") + Stream(4002, "RTP/SAVP", Crypto80)), out var answer, out _, out var error), error);

        Assert.Equal([taken], Enumerable.Range(0, 2).Where(index => answer.Media[index].Port != 0));
    }

    [Theory]
    [InlineData(SrtpPolicy.Required, "RTP/SAVP", "without keys")]
    [InlineData(SrtpPolicy.Required, "RTP/AVP", "required, but the answer has no keys")]
    [InlineData(SrtpPolicy.Optional, "RTP/AVP", "tag 3", Crypto80)]
    [InlineData(SrtpPolicy.Optional, "RTP/AVP", "not known", CryptoUnknown)]
    public void TryAccept_AnswerDoesNotFit_SaysWhy(SrtpPolicy policy, string protocol, string because, params string[] attributes)
    {
        var alice = Party(policy, 1);
        alice.CreateOffer();

        Assert.False(alice.TryAccept(Offer(Stream(4000, protocol, attributes)), out _, out var error));
        Assert.Contains(because, error, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateOffer_OnceAgreed_OffersTheSameKeyAgain()
    {
        var (alice, bob) = (Party(SrtpPolicy.Required, 1), Party(SrtpPolicy.Required, 2));
        var (theirs, ours) = Exchange(alice, bob);

        var (again, back) = Exchange(bob, alice); // The other one asks this time.

        Assert.Equal((ours.Srtp, theirs.Srtp), (again.Srtp, back.Srtp));
        Assert.Equal(1UL, alice.Local!.SessionVersion - 1); // Only the list of keys is shorter now.
    }

    [Fact]
    public void TryAnswer_ReinviteWithAnotherKey_KeepsOursAndTakesTheirs()
    {
        var bob = Party(SrtpPolicy.Optional, 2);
        Assert.True(bob.TryAnswer(Offer(Stream(4000, "RTP/SAVP", Crypto80)), out _, out var first, out _));
        var other = Crypto80.Replace("WVN", "AVN", StringComparison.Ordinal);

        Assert.True(bob.TryAnswer(Offer(Stream(4000, "RTP/SAVP", other)), out _, out var second, out _));

        Assert.Equal(first.Srtp!.Local, second.Srtp!.Local);
        Assert.NotEqual(first.Srtp.Remote, second.Srtp.Remote);
    }

    [Fact]
    public void CreateOffer_WithoutSeed_DrawsOtherKeysEachTime()
    {
        var capabilities = AudioCapabilities.Default with { Srtp = SrtpPolicy.Required };
        var keys = Enumerable.Range(0, 20).Select(_ => CryptoOf(new OfferAnswer(IPEndPoint.Parse("192.0.2.1:4000"), capabilities).CreateOffer().Media[0])[0].Key);

        Assert.Equal(20, keys.Select(key => Convert.ToBase64String(key.KeyAndSalt)).Distinct().Count());
    }

    private static OfferAnswer Party(SrtpPolicy policy, int number) =>
        new(IPEndPoint.Parse($"192.0.2.{number}:4000"), AudioCapabilities.Default with { Srtp = policy }, new Random(number));

    private static (NegotiatedAudio Answerer, NegotiatedAudio Offerer) Exchange(OfferAnswer offerer, OfferAnswer answerer)
    {
        Assert.True(SessionDescription.TryParse(offerer.CreateOffer().ToBytes(), out var offer, out _));
        Assert.True(answerer.TryAnswer(offer, out var description, out var theirs, out var error), error);
        Assert.True(SessionDescription.TryParse(description.ToBytes(), out var answer, out _));
        Assert.True(offerer.TryAccept(answer, out var ours, out error), error);
        return (theirs, ours);
    }

    private static List<CryptoAttribute> CryptoOf(MediaDescription media) =>
        [.. media.Attributes.Where(line => line.Name == "crypto").Select(line => CryptoAttribute.TryParse(line.Value!, out var crypto, out _) ? crypto : null!)];

    private static string Stream(int port, string protocol, params string[] attributes) =>
        $"m=audio {port} {protocol} 0\r\n" + string.Concat(attributes.Select(line => $"a={line}\r\n"));

    private static SessionDescription Offer(string streams)
    {
        var text = "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\n" + streams;
        Assert.True(SessionDescription.TryParse(Encoding.ASCII.GetBytes(text), out var offer, out var error), error);
        return offer;
    }
}
