using Parley.Sip.Auth;
using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Auth;

public class DigestTests
{
    private static readonly SipCredentials Mufasa = new("Mufasa", "Circle Of Life");
    private static readonly SipCredentials Mufasa7616 = new("Mufasa", "Circle of Life");

    [Fact]
    public void Compute_Rfc2617Example_IsThePublishedResponse()
    {
        var challenge = Challenge("""Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41" """);
        Assert.Equal(
            "6629fae49393a05397450978507c4ef1",
            DigestAnswer.Compute(challenge, Mufasa, "GET", "/dir/index.html", "00000001", "0a4f113b"));
    }

    [Fact]
    public void Compute_Rfc2617ExampleWithoutQop_IsThatOfRfc2069()
    {
        var challenge = Challenge("""Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093" """);
        Assert.Equal("670fd8c2df070c60b045671b8b24ff02", DigestAnswer.Compute(challenge, Mufasa, "GET", "/dir/index.html", "", ""));
    }

    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    [InlineData("SHA-512-256", "430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0")] // The same example, computed with OpenSSL.
    public void Compute_Rfc7616Example_IsThePublishedResponse(string algorithm, string expected)
    {
        var challenge = Challenge($"""Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS" """);
        Assert.Equal(
            expected,
            DigestAnswer.Compute(challenge, Mufasa7616, "GET", "/dir/index.html", "00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"));
    }

    [Fact]
    public void Create_WithQop_CarriesEveryField()
    {
        var challenge = Challenge("""Digest realm="a \"b\"", nonce=n1, opaque="o", algorithm=MD5, qop="auth" """);
        var answer = DigestAnswer.Create(challenge, new("u\"x", "p"), "INVITE", "sip:b@h", 17, "cn");
        Assert.StartsWith("""Digest username="u\"x", realm="a \"b\"", nonce="n1", uri="sip:b@h", response=""", answer, StringComparison.Ordinal);
        Assert.EndsWith(""", algorithm=MD5, opaque="o", qop=auth, nc=00000011, cnonce="cn" """.TrimEnd(), answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""Basic realm="a" """)]
    [InlineData("""Digest realm="a" """)]
    [InlineData("""Digest realm="a", nonce="b", algorithm=AKAv1-MD5""")]
    [InlineData("""Digest realm="a", nonce="b", qop="auth-int" """)]
    [InlineData("""Digest realm="a, nonce="b" """)]
    [InlineData("Digest")]
    [InlineData("")]
    public void TryParse_NotToBeAnswered_ReturnsFalse(string text) => Assert.False(DigestChallenge.TryParse(text, out _));

    [Theory]
    [InlineData("md5", "Md5", false)]
    [InlineData("MD5-sess", "Md5", true)]
    [InlineData("SHA-256-SESS", "Sha256", true)]
    [InlineData("sha-512-256", "Sha512T256", false)]
    public void TryParse_Algorithm_IsReadWithoutCase(string name, string hash, bool session)
    {
        var algorithm = Challenge($"Digest realm=a, nonce=b, algorithm={name}").Algorithm;
        Assert.Equal((hash, session), (algorithm.Hash.ToString(), algorithm.IsSession));
    }

    [Fact]
    public void Attach_SeveralRequests_CountsTheNonceUp()
    {
        var client = Client();
        Assert.True(client.TryLearn(Response(407, """Digest realm="r", nonce="n", qop="auth" """), Request(), 0));
        var first = Request();
        client.Attach(first);
        var second = Request();
        client.Attach(second);
        Assert.Contains("nc=00000001", first.Headers["Proxy-Authorization"], StringComparison.Ordinal);
        Assert.Contains("nc=00000002", second.Headers["Proxy-Authorization"], StringComparison.Ordinal);
        Assert.Null(first.Headers["Authorization"]);
    }

    [Fact]
    public void TryLearn_SeveralAlgorithms_TakesTheStrongestThatIsKnown()
    {
        var client = Client();
        Assert.True(client.TryLearn(
            Response(401, "Digest realm=r, nonce=x, algorithm=AKAv2-SHA-256", "Digest realm=r, nonce=x, algorithm=MD5", "Digest realm=r, nonce=n, algorithm=SHA-256"),
            Request(),
            0));
        var request = Request();
        client.Attach(request);
        Assert.Equal(1, request.Headers.CountOf("Authorization"));
        Assert.Contains("algorithm=SHA-256", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public void TryLearn_TwoRealms_AnswersBoth()
    {
        var client = Client();
        Assert.True(client.TryLearn(Response(407, "Digest realm=a, nonce=n", "Digest realm=b, nonce=n"), Request(), 0));
        var request = Request();
        client.Attach(request);
        Assert.Equal(2, request.Headers.CountOf("Proxy-Authorization"));
    }

    [Fact]
    public void TryLearn_SameNonceAgain_GivesUp()
    {
        var (client, answered) = Answered();
        Assert.False(client.TryLearn(Response(407, "Digest realm=r, nonce=n, stale=true"), answered, 1));
    }

    [Fact]
    public void TryLearn_NewNonceWithoutStale_MeansWrongPassword()
    {
        var (client, answered) = Answered();
        Assert.False(client.TryLearn(Response(407, "Digest realm=r, nonce=n2"), answered, 1));
    }

    [Fact]
    public void TryLearn_StaleNonce_TriesAgainButNotForEver()
    {
        var (client, answered) = Answered();
        Assert.True(client.TryLearn(Response(407, "Digest realm=r, nonce=n2, stale=true"), answered, 1));
        Assert.False(client.TryLearn(Response(407, "Digest realm=r, nonce=n9, stale=true"), answered, 3));
    }

    [Fact]
    public void TryLearn_RememberedNonceGrewOld_TriesAgain()
    {
        var (client, answered) = Answered();
        Assert.True(client.TryLearn(Response(407, "Digest realm=r, nonce=n2"), answered, 0));
    }

    private static DigestClient Client() => new(new("u", "p"), () => "cn");

    private static (DigestClient Client, SipRequest Answered) Answered()
    {
        var client = Client();
        Assert.True(client.TryLearn(Response(407, "Digest realm=r, nonce=n"), Request(), 0));
        var request = Request();
        client.Attach(request);
        return (client, request);
    }

    private static DigestChallenge Challenge(string text)
    {
        Assert.True(DigestChallenge.TryParse(text, out var challenge));
        return challenge;
    }

    private static SipRequest Request() => Written.Request("INVITE", "z9hG4bKx");

    private static SipResponse Response(int status, params string[] challenges)
    {
        var response = SipResponse.Create(Request(), status);
        foreach (var challenge in challenges)
        {
            response.Headers.Add(status == 401 ? SipHeaderNames.WwwAuthenticate : SipHeaderNames.ProxyAuthenticate, challenge);
        }

        return response;
    }
}
