using Parley.Rtp.Sdp;
using Parley.Rtp.Srtp;

namespace Parley.Rtp.Tests.Sdp;

public sealed class CryptoAttributeTests
{
    /// <summary>The key of RFC 4568's own examples.</summary>
    private const string Key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

    [Theory]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key, 0)]
    [InlineData("  1  AES_CM_128_HMAC_SHA1_80  inline:" + Key + "  ", 0)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 INLINE:" + Key + "|2^20", 0)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_32 inline:" + Key + "|1048576", 0)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^20|1:4", 4)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1:4", 4)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^20|18446744073709551615:128", 128)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + " WSH=128 FEC_ORDER=FEC_SRTP -X=1", 0)]
    public void TryParse_LineAsSeenInTheField_IsRead(string value, int identifierLength)
    {
        Assert.True(CryptoAttribute.TryParse(value, out var line, out var error), error);
        Assert.Equal(1, line.Tag);
        Assert.Equal(Key, Convert.ToBase64String(line.Key.KeyAndSalt));
        Assert.Equal(identifierLength, line.Key.Identifier.Length);
    }

    [Theory]
    [InlineData("1 AEAD_AES_128_GCM inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("1 AEAD_AES_128_GCM inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1 AEAD_AES_256_GCM inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void TryParse_PaddedOrNot_IsRead(string value) => Assert.True(CryptoAttribute.TryParse(value, out _, out var error), error);

    [Theory]
    [InlineData("", "form")]
    [InlineData("1", "form")]
    [InlineData("x AES_CM_128_HMAC_SHA1_80 inline:" + Key, "form")]
    [InlineData("1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + Key, "form")]
    [InlineData("1 F8_128_HMAC_SHA1_80 inline:" + Key, "F8_128_HMAC_SHA1_80")]
    [InlineData("1 aes_cm_128_hmac_sha1_80 inline:" + Key, "not known")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 uri:" + Key, "inline")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + ";inline:" + Key, "several keys")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA", "base64")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:*VNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz", "base64")]
    [InlineData("1 AEAD_AES_128_GCM inline:" + Key, "base64")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^0", "lifetime")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1:0", "identifier")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|256:1", "identifier")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1:129", "identifier")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^20|1:4|x", "identifier")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + " UNENCRYPTED_SRTP", "UNENCRYPTED_SRTP")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + " UNAUTHENTICATED_SRTP", "UNAUTHENTICATED_SRTP")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + " KDR=4", "KDR=4")]
    public void TryParse_LineThatCannotBeUsed_SaysWhyWithoutTheKey(string value, string because)
    {
        Assert.False(CryptoAttribute.TryParse(value, out _, out var error));
        Assert.Contains(because, error, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, error, StringComparison.Ordinal);
    }

    [Fact]
    public void ToLine_OfAKey_ReadsBackTheSame()
    {
        foreach (var suite in SrtpSuite.All)
        {
            var line = new CryptoAttribute(7, SrtpKey.Create(suite, new Random(1)));

            Assert.True(CryptoAttribute.TryParse(line.ToLine().Value!, out var again, out var error), error);

            Assert.Equal(line, again);
        }
    }

    [Fact]
    public void TryParse_TornDescriptionWithAKey_ErrorShowsNoKey()
    {
        Assert.False(SessionDescription.TryParse(System.Text.Encoding.ASCII.GetBytes($"v=0\r\na crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}\r\n"), out _, out var error));

        Assert.DoesNotContain(Key, error, StringComparison.Ordinal);
    }
}
