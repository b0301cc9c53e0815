using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Rooms;

/// <summary>The meeting tokens of this server: made with its signing key, read with that and with the private keys of the configuration (contract 4.5).</summary>
internal sealed class MeetingTokens(IdentityStore identities, IOptions<ParleyOptions> options, TimeProvider time)
{
    /// <summary>A token without any rights yet, of now and for this domain.</summary>
    public async ValueTask<MeetingToken> NewAsync(CancellationToken cancellationToken) =>
        new() { Domain = (await identities.GetAsync(cancellationToken)).DomainId, IssuedAt = time.GetUtcNow() };

    /// <summary>Signs a token.</summary>
    /// <param name="token">What it says.</param>
    /// <param name="properties">Further properties by their long names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string> SignAsync(MeetingToken token, IReadOnlyDictionary<string, JsonElement>? properties, CancellationToken cancellationToken) =>
        SignerOf(await identities.GetAsync(cancellationToken)).Sign(token, properties);

    /// <summary>Reads a token that somebody presents.</summary>
    /// <param name="text">The token.</param>
    /// <param name="room">The room that it must be good for; <see langword="null"/> for any.</param>
    /// <param name="ignoreNotBefore">Whether it need not hold yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it says, or why it is refused.</returns>
    public async ValueTask<TokenReading> ReadAsync(string text, string? room, bool ignoreNotBefore, CancellationToken cancellationToken)
    {
        await identities.GetAsync(cancellationToken);
        return TryRead(text, room, ignoreNotBefore)!;
    }

    /// <summary>The same without waiting; <see langword="null"/> before the start of the server.</summary>
    /// <param name="text">The token.</param>
    /// <param name="room">The room that it must be good for; <see langword="null"/> for any.</param>
    /// <param name="ignoreNotBefore">Whether it need not hold yet.</param>
    public TokenReading? TryRead(string text, string? room, bool ignoreNotBefore = false)
    {
        return identities.Known is not { } identity ? null
            : !SignerOf(identity).TryRead(text, time.GetUtcNow(), out var token, out var error, ignoreNotBefore) ? new(null, error)
            : token.Domain != identity.DomainId ? new(null, "it is of another domain")
            : room is not null && token.Room is { } only && only != room ? new(null, "it is for another room")
            : new(token, null);
    }

    private MeetingTokenSigner SignerOf(ServerIdentity identity)
    {
        byte[][] known = [.. options.Value.Keys.Private.Select(Encoding.UTF8.GetBytes)];
        return options.Value.Rooms.SigningKey is { } key ? new(Encoding.UTF8.GetBytes(key), known) : new(identity.TokenSecret, known);
    }
}

/// <summary>What became of reading a token.</summary>
/// <param name="Token">What it says; <see langword="null"/> when it is refused.</param>
/// <param name="Error">Why it is refused.</param>
internal sealed record TokenReading(MeetingToken? Token, string? Error)
{
    [MemberNotNullWhen(true, nameof(Token))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsGood => Token is not null;
}
