using System.Text.Json;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Gives sessions their rooms: a new one with a name that cannot be guessed, or the one that the start body names.</summary>
internal sealed class SessionRooms(RoomStore store, MeetingTokens tokens, PublicUrl publicUrl, IIdSource ids, TimeProvider time)
{
    /// <summary>Makes a room.</summary>
    /// <param name="properties">What it is to be like.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The room, and the agent's token in it.</returns>
    public async Task<(SessionRoom Room, MeetingToken BotToken)> CreateAsync(RoomProperties properties, CancellationToken cancellationToken)
    {
        var row = await AddAsync(properties, cancellationToken);
        var bot = await tokens.NewAsync(cancellationToken) with
        {
            Room = row.Name,
            NotBefore = properties.NotBefore,
            Expires = properties.Expires,
            IsOwner = true,
        };
        var signed = await tokens.SignAsync(bot, null, cancellationToken);
        return (new SessionRoom(row.Id, row.Name, publicUrl.OfRoom(row.Name), properties) { Access = RoomAccess.Owner, BotToken = signed }, bot);
    }

    /// <summary>
    /// The room that a start body names with <c>room_url</c>, and the agent's rights there by its <c>token</c>; <see langword="null"/> when it names none. What is wrong
    /// with either is told when the agent joins.
    /// </summary>
    public async Task<SessionRoom?> FindAsync(JsonElement body, CancellationToken cancellationToken)
    {
        if (Text(body, "room_url") is not { } url)
        {
            return null;
        }

        var name = RoomName.OfUrl(url);
        var row = name is null ? null : await store.FindAsync(name, cancellationToken);
        var access = row is null ? Refused($"room_url names no room of this server: there is no room {name ?? url}")
            : !row.IsThere(time.GetUtcNow()) ? Refused($"room_url names the room {name}, which has expired")
            : await ReadTokenAsync(row, Text(body, "token"), cancellationToken);
        return row is null
            ? new(Guid.Empty, name ?? "", url, RoomProperties.Default(time.GetUtcNow())) { Access = access }
            : new(row.Id, row.Name, publicUrl.OfRoom(row.Name), RoomProperties.Load(row)) { Access = access };
    }

    private async Task<RoomAccess> ReadTokenAsync(RoomRecord room, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return room.Privacy is RoomPrivacy.Public ? new() : Refused($"the room {room.Name} is private, and the start body has no token for it");
        }

        var read = await tokens.ReadAsync(text, room.Name, ignoreNotBefore: false, cancellationToken);
        return read.IsGood ? RoomAccess.Of(read.Token) : Refused($"the token for the room {room.Name} is refused: {read.Error}");
    }

    private async Task<RoomRecord> AddAsync(RoomProperties properties, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = new RoomRecord
            {
                Id = ids.NewId(),
                Name = RoomName.New(ids),
                Privacy = RoomPrivacy.Public,
                Properties = properties.ToJson(),
                CreatedAt = time.GetUtcNow(),
                ExpiresAt = properties.Expires,
                ApiCreated = false,
            };
            if (await store.AddAsync(row, cancellationToken))
            {
                return row;
            }
        }
    }

    private static RoomAccess Refused(string why) => new() { Refusal = why };

    private static string? Text(JsonElement body, string name)
    {
        try
        {
            return body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)   // Half a surrogate pair: no room and no token of ours.
        {
            return null;
        }
    }
}
