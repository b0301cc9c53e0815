using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Tests.Storage;

namespace Parley.Server.Tests.Sessions.Rooms;

[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class MeetingTokenSignerTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");
    private static readonly DateTimeOffset Now = TestServer.Now;

    private readonly MeetingTokenSigner _signer = new(Secret);

    private static MeetingToken Token => new()
    {
        Room = "room",
        Domain = new("11111111-2222-3333-4444-555555555555"),
        IssuedAt = Now,
        NotBefore = Now.AddMinutes(-1),
        Expires = Now.AddHours(1),
        IsOwner = true,
    };

    [Fact]
    public void TryRead_OfSign_GivesTheSameToken()
    {
        Assert.True(_signer.TryRead(_signer.Sign(Token), Now, out var read, out _));

        Assert.Equal("room", read.Claims.GetProperty("r").GetString());
        Assert.Equal(Token, read with { Claims = default });
    }

    [Fact]
    public void Sign_Properties_BecomeAbbreviatedClaims()
    {
        var properties = new Dictionary<string, JsonElement> { ["user_name"] = JsonElement.Parse("\"Ann\""), ["permissions"] = JsonElement.Parse("{\"canSend\":false}"), ["exp"] = JsonElement.Parse("1") };

        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(_signer.Sign(Token, properties).Split('.')[1]));

        Assert.Equal(
            """{"r":"room","d":"11111111-2222-3333-4444-555555555555","iat":1893553445,"exp":1893557045,"nbf":1893553385,"o":true,"u":"Ann","p":{"canSend":false}}""",
            claims);
    }

    [Theory]
    [InlineData("", "not a token")]
    [InlineData("a.b", "not a token")]
    [InlineData("a.b.c!", "not a token")]
    public void TryRead_NoToken_IsRefused(string text, string expected)
    {
        Assert.False(_signer.TryRead(text, Now, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryRead_OtherSecretOrChangedClaims_IsRefused()
    {
        var foreign = new MeetingTokenSigner(RandomNumberGenerator.GetBytes(32)).Sign(Token);
        var parts = _signer.Sign(Token).Split('.');
        var changed = $"{parts[0]}.{_signer.Sign(Token with { Room = "other" }).Split('.')[1]}.{parts[2]}";

        Assert.False(_signer.TryRead(foreign, Now, out _, out var first));
        Assert.False(_signer.TryRead(changed, Now, out _, out var second));
        Assert.Equal(("not signed by this server", "not signed by this server"), (first, second));
    }

    [Fact]
    public void TryRead_AlgorithmNone_IsRefusedEvenWithAGoodMac()
    {
        var signed = $"{Base64Url.EncodeToString("""{"alg":"none"}"""u8)}.{_signer.Sign(Token).Split('.')[1]}";

        Assert.False(_signer.TryRead($"{signed}.{Mac(signed)}", Now, out _, out _));
        Assert.False(_signer.TryRead($"{signed}.", Now, out _, out _));
    }

    [Fact]
    public void TryRead_OutOfItsTime_IsRefused()
    {
        var token = _signer.Sign(Token);

        Assert.False(_signer.TryRead(token, Now.AddHours(1), out _, out var late));
        Assert.False(_signer.TryRead(token, Now.AddHours(-1), out _, out var early));
        Assert.Equal(("token expired", "token not valid yet"), (late, early));
    }

    [Theory]
    [InlineData("""{"d":"11111111-2222-3333-4444-555555555555","iat":"now"}""")]
    [InlineData("""{"d":"11111111-2222-3333-4444-555555555555"}""")]
    [InlineData("""{"d":"x","iat":1}""")]
    [InlineData("""{"d":"11111111-2222-3333-4444-555555555555","iat":1,"o":"yes"}""")]
    [InlineData("""{"d":"11111111-2222-3333-4444-555555555555","iat":1,"exp":-5}""")]
    [InlineData("""{"d":"11111111-2222-3333-4444-555555555555","iat":1,"r":"\ud800"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void TryRead_WrongClaims_IsRefused(string claims)
    {
        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";

        Assert.False(_signer.TryRead($"{signed}.{Mac(signed)}", Now, out _, out var error));
        Assert.Equal("claims of a wrong type", error);
    }

    [Fact]
    public void TryRead_SelfSignedWithTheLeast_IsTaken()
    {
        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString("""{"r":"x","iat":1,"d":"11111111-2222-3333-4444-555555555555"}"""u8)}";

        Assert.True(_signer.TryRead($"{signed}.{Mac(signed)}", Now, out var token, out _));
        Assert.Equal(("x", false, null), (token.Room, token.IsOwner, token.Expires));
    }

    [Property]
    public bool TryRead_Garbage_NeverThrows(byte[] header, byte[] payload)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return !_signer.TryRead($"{signed}.{Mac(signed)}", Now, out _, out var error) && error.Length > 0;
    }

    private static string Mac(string signed) => Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(signed)));
}
