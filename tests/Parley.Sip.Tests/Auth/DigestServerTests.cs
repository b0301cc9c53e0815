using Microsoft.Extensions.Time.Testing;
using Parley.Sip.Auth;
using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Auth;

/// <summary>Our server against our client, which is tested against published examples.</summary>
public class DigestServerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DigestServer _server;

    public DigestServerTests() => _server = new("parley", _time, new Random(1));

    [Fact]
    public void Check_RightPassword_IsRightOncePerCount()
    {
        var client = Answering("secret");
        var first = Request(client);
        Assert.Equal(DigestVerdict.Right, Check(first, out var user));
        Assert.Equal("alice", user);
        Assert.Equal(DigestVerdict.Stale, Check(first));
        Assert.Equal(DigestVerdict.Right, Check(Request(client)));
    }

    [Fact]
    public void Challenge_SeveralAlgorithms_TheStrongestIsAnswered() =>
        Assert.Contains("algorithm=SHA-512-256", Request(Answering("secret")).Headers["Authorization"], StringComparison.Ordinal);

    [Fact]
    public void Check_WrongPasswordOrUser_IsWrong()
    {
        Assert.Equal(DigestVerdict.Wrong, Check(Request(Answering("guess"))));
        Assert.Equal(DigestVerdict.Wrong, Check(Request(Answering("secret", "mallory"))));
    }

    [Fact]
    public void Check_None_IsMissing() => Assert.Equal(DigestVerdict.Missing, Check(Written.Request("INVITE", "z9hG4bK1")));

    [Fact]
    public void Check_OldNonceOrAnotherServers_IsStale()
    {
        var request = Request(Answering("secret"));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(DigestVerdict.Stale, Check(request));
        Assert.Equal(DigestVerdict.Stale, new DigestServer("parley", _time, new Random(2)).Check(request, PasswordOf, out _));
    }

    [Fact]
    public void Check_OtherMethodThanWasSigned_IsWrong()
    {
        var invite = Request(Answering("secret"));
        var options = Written.Request("OPTIONS", "z9hG4bK2");
        options.Headers.Add("Authorization", invite.Headers["Authorization"]!);
        Assert.Equal(DigestVerdict.Wrong, Check(options));
    }

    [Theory]
    [InlineData("Digest realm=\"parley\"")]
    [InlineData("Digest realm=\"parley\", username=\"alice\", nonce=\"zz\", uri=\"x\", response=\"y\", nc=zz, cnonce=\"c\", qop=auth")]
    public void Check_Rubbish_IsNotRight(string header)
    {
        var request = Written.Request("INVITE", "z9hG4bK1");
        request.Headers.Add("Authorization", header);
        Assert.NotEqual(DigestVerdict.Right, Check(request));
    }

    private static string? PasswordOf(string user) => user == "alice" ? "secret" : null;

    private DigestVerdict Check(SipRequest request) => Check(request, out _);

    private DigestVerdict Check(SipRequest request, out string? user) => _server.Check(request, PasswordOf, out user);

    private DigestClient Answering(string password, string user = "alice")
    {
        var client = new DigestClient(new(user, password), () => "cnonce");
        var rejected = Written.Request("INVITE", "z9hG4bK0");
        var challenge = SipResponse.Create(rejected, 401);
        challenge.Headers.AddRange(_server.Challenge());
        Assert.True(client.TryLearn(challenge, rejected, 0));
        return client;
    }

    private static SipRequest Request(DigestClient client)
    {
        var request = Written.Request("INVITE", "z9hG4bK1");
        client.Attach(request);
        return request;
    }
}
