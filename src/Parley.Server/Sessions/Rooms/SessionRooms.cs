using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Makes the rooms of sessions: a name that cannot be guessed, the address, and the agent's token.</summary>
internal sealed class SessionRooms(IdentityStore identities, PublicUrl publicUrl, IIdSource ids, TimeProvider time)
{
    /// <summary>Makes a room.</summary>
    /// <param name="properties">What it is to be like.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The room, the agent's token in it, and what signs further tokens for it.</returns>
    public async Task<(SessionRoom Room, MeetingToken BotToken, MeetingTokenSigner Signer)> CreateAsync(RoomProperties properties, CancellationToken cancellationToken)
    {
        var identity = await identities.GetAsync(cancellationToken);
        var signer = new MeetingTokenSigner(identity.TokenSecret);
        var name = RoomName.New(ids);
        var bot = new MeetingToken
        {
            Room = name,
            Domain = identity.DomainId,
            IssuedAt = time.GetUtcNow(),
            NotBefore = properties.NotBefore,
            Expires = properties.Expires,
            IsOwner = true,
        };
        return (new SessionRoom(name, $"{publicUrl.Value}/{name}", properties, signer.Sign(bot)), bot, signer);
    }
}
