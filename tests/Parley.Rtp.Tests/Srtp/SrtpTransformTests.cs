using Parley.Rtp.Packets;
using Parley.Rtp.Srtp;

namespace Parley.Rtp.Tests.Srtp;

/// <summary>Published vectors: RFC 3711 appendix B, RFC 7714 sections 16 and 17, and the reference packets of libsrtp's own test driver.</summary>
public sealed class SrtpTransformTests
{
    private const string ReferenceKey = "E1F97A0D3E018BE0D64FA32C06DE4139" + "0EC675AD498AFEEBB6960B3AABE6";
    private const string GcmSalt = "517569642070726f2071756f";
    private const string Key128 = "000102030405060708090a0b0c0d0e0f";
    private const string Key256 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string GcmRtp = "8040f17b8041f8d35501a0b2" + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
    private const string GcmRtcp = "81c8000d4d617273" + "4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

    [Fact]
    public void AesCounter_Rfc3711AppendixB2_GivesThePublishedKeyStream()
    {
        using var cipher = new AesCounter(Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C"));
        var stream = new byte[48];

        cipher.Apply(stream, Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"));

        Assert.Equal("E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0", Convert.ToHexString(stream));
    }

    [Theory]
    [InlineData(SrtpKeyDerivation.RtpCipher, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(SrtpKeyDerivation.RtpSalt, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(
        SrtpKeyDerivation.RtpAuthentication,
        "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2")]
    public void Derive_Rfc3711AppendixB3_GivesThePublishedKeys(byte label, string expected)
    {
        var key = SrtpKeyDerivation.Derive(
            Convert.FromHexString(ReferenceKey).AsSpan(0, 16), Convert.FromHexString(ReferenceKey).AsSpan(16), label, expected.Length / 2);

        Assert.Equal(expected, Convert.ToHexString(key));
    }

    [Fact]
    public void AesCm_ReferencePacket_IsThePublishedOne()
    {
        using var transform = SrtpTransform.Create(new(SrtpSuite.AesCm128HmacSha1Tag80, Convert.FromHexString(ReferenceKey)));
        AssertBothWays(
            transform,
            "800f1234decafbadcafebabe" + "abababababababababababababababab",
            "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb",
            0xcafebabe,
            0x1234);
    }

    [Fact]
    public void AesCm_ReferenceReport_IsThePublishedOne()
    {
        using var transform = SrtpTransform.Create(new(SrtpSuite.AesCm128HmacSha1Tag80, Convert.FromHexString(ReferenceKey)));
        AssertReportBothWays(
            transform,
            "81c8000bcafebabe" + "abababababababababababababababab",
            "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798",
            0xcafebabe,
            1);
    }

    [Fact]
    public void AesGcm_ReferencePacketWithDerivedKeys_IsThePublishedOne()
    {
        using var transform = SrtpTransform.Create(new(SrtpSuite.AeadAes128Gcm, Convert.FromHexString(Key128 + "a0a1a2a3a4a5a6a7a8a9aaab")));
        AssertBothWays(
            transform,
            "800f1234decafbadcafebabe" + "abababababababababababababababab",
            "800f1234decafbadcafebabec5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392",
            0xcafebabe,
            0x1234);
    }

    [Theory]
    [InlineData(Key128, "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce")]
    [InlineData(Key256, "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13")]
    public void AesGcm_Rfc7714Section16_IsThePublishedPacket(string key, string expected)
    {
        using var transform = Gcm(key);
        AssertBothWays(transform, GcmRtp, expected, 0x5501a0b2, 0xf17b);
    }

    [Theory]
    [InlineData(Key128, "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4")]
    [InlineData(Key256, "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4")]
    public void AesGcm_Rfc7714Section17_IsThePublishedReport(string key, string expected)
    {
        using var transform = Gcm(key);
        AssertReportBothWays(transform, GcmRtcp, expected, 0x4d617273, 0x5d4);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void TryUnprotect_AnyBitChanged_IsRefusedAndLeavesThePacketAsItWas(string name)
    {
        Assert.True(SrtpSuite.TryGet(name, out var suite));
        using var transform = SrtpTransform.Create(SrtpKey.Create(suite, new Random(3)));
        var buffer = new byte[64];
        new RtpHeader(0, false, 7, 160, 9).Write(buffer);
        var sealedLength = transform.Protect(buffer, 32, 12, 9, 7);
        for (var bit = 0; bit < sealedLength * 8; bit++)
        {
            var forged = buffer[..sealedLength];
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            var before = forged.ToArray();

            Assert.False(transform.TryUnprotect(forged, 12, 9, 7, out _));
            Assert.Equal(before, forged);
        }

        Assert.False(transform.TryUnprotect(buffer.AsSpan(0, sealedLength), 12, 9, 7 + 0x10000, out _)); // The roll-over counter is signed, too.
        Assert.True(transform.TryUnprotect(buffer.AsSpan(0, sealedLength), 12, 9, 7, out var length));
        Assert.Equal(32, length);
    }

    public static TheoryData<string> Suites => [.. SrtpSuite.All.Select(suite => suite.Name)];

    private static AesGcmTransform Gcm(string key)
    {
        var (sessionKey, salt) = (Convert.FromHexString(key), Convert.FromHexString(GcmSalt));
        return new(sessionKey, salt, sessionKey, salt);
    }

    private static void AssertBothWays(SrtpTransform transform, string plain, string expected, uint ssrc, ulong index)
    {
        var buffer = new byte[128];
        Convert.FromHexString(plain).CopyTo(buffer, 0);
        var length = transform.Protect(buffer, plain.Length / 2, 12, ssrc, index);
        Assert.Equal(expected, Convert.ToHexStringLower(buffer.AsSpan(0, length)));
        Assert.True(transform.TryUnprotect(buffer.AsSpan(0, length), 12, ssrc, index, out length));
        Assert.Equal(plain, Convert.ToHexStringLower(buffer.AsSpan(0, length)));
    }

    private static void AssertReportBothWays(SrtpTransform transform, string plain, string expected, uint ssrc, uint index)
    {
        var buffer = new byte[128];
        Convert.FromHexString(plain).CopyTo(buffer, 0);
        var length = transform.ProtectRtcp(buffer, plain.Length / 2, ssrc, index);
        Assert.Equal(expected, Convert.ToHexStringLower(buffer.AsSpan(0, length)));
        Assert.True(transform.TryUnprotectRtcp(buffer.AsSpan(0, length), ssrc, out var read, out length));
        Assert.Equal((index, plain), (read, Convert.ToHexStringLower(buffer.AsSpan(0, length))));
    }
}
