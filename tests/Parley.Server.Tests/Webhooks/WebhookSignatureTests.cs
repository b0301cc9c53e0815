using System.Text;
using Parley.Server.Webhooks;

namespace Parley.Server.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Hmac = "c2VjcmV0IG9mIHRoZSB3ZWJob29r";
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("""{"type":"dialout.answered"}""");
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void Sign_KnownInput_IsWhatOpensslSays()
        // printf '1700000000.{"type":"dialout.answered"}' | openssl dgst -sha256 -hmac 'secret of the webhook' -binary | base64
        => Assert.Equal("HSTbEH2MVh7GvOXqgzTkUIoafVA8AyX5695+QrEEqxU=", WebhookSignature.Sign(Hmac, "1700000000", s_body));

    [Theory]
    [InlineData("1700000000", 0, true)]
    [InlineData("1700000000000", 0, true)]   // Milliseconds.
    [InlineData("1700000000", 299, true)]
    [InlineData("1700000000", -299, true)]
    [InlineData("1700000000", 301, false)]
    [InlineData("1700000000", -301, false)]
    [InlineData("1700000000000", 301, false)]
    [InlineData("soon", 0, false)]
    [InlineData("-1700000000", 0, false)]
    [InlineData("99999999999999999999", 0, false)]
    public void Verify_Timestamp_MustBeRecent(string timestamp, int secondsLater, bool isRight)
        => Assert.Equal(isRight, WebhookSignature.Verify(Hmac, timestamp, WebhookSignature.Sign(Hmac, timestamp, s_body), s_body, s_now.AddSeconds(secondsLater)));

    [Fact]
    public void Verify_AnythingChanged_IsFalse()
    {
        var signature = WebhookSignature.Sign(Hmac, "1700000000", s_body);

        Assert.True(WebhookSignature.Verify(Hmac, "1700000000", signature, s_body, s_now));
        Assert.False(WebhookSignature.Verify(Hmac, "1700000001", signature, s_body, s_now));
        Assert.False(WebhookSignature.Verify(Hmac, "1700000000", signature, [.. s_body, (byte)' '], s_now));
        Assert.False(WebhookSignature.Verify("b3RoZXI=", "1700000000", signature, s_body, s_now));
        Assert.False(WebhookSignature.Verify("no base64", "1700000000", signature, s_body, s_now));
        Assert.False(WebhookSignature.Verify(Hmac, "1700000000", signature[..^4], s_body, s_now));
        Assert.False(WebhookSignature.Verify(Hmac, "1700000000", "%", s_body, s_now));
        Assert.False(WebhookSignature.Verify(Hmac, "1700000000", null, s_body, s_now));
        Assert.False(WebhookSignature.Verify(Hmac, null, signature, s_body, s_now));
    }

    [Fact]
    public void Verify_OwnTolerance_IsKept()
        => Assert.False(WebhookSignature.Verify(Hmac, "1700000000", WebhookSignature.Sign(Hmac, "1700000000", s_body), s_body, s_now.AddSeconds(11), TimeSpan.FromSeconds(10)));
}
