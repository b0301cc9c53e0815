using System.Runtime.InteropServices;
using Parley.Server.Api;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Sessions;

/// <summary>What a start request came to.</summary>
/// <param name="Admission">Whether the session was let in.</param>
/// <param name="SessionId">The session; of use only when it was.</param>
/// <param name="Room">The room made for it, or named by its body, if any.</param>
/// <param name="CallerToken">The caller's own token for that room.</param>
internal sealed record SessionStart(SessionAdmission Admission, Guid SessionId, SessionRoom? Room, string? CallerToken);

/// <summary>From a valid start request to a running session (contract 1).</summary>
internal sealed class SessionStarter(LiveSessions sessions, SessionRooms rooms, MeetingTokens tokens, IIdSource ids)
{
    /// <summary>Waits for a place where the agent's queue lets it, makes the room, and starts the session of an agent that is known to be there.</summary>
    public async Task<SessionStart> StartAsync(string agent, ValidStart start, CancellationToken cancellationToken)
    {
        using var place = await sessions.AdmitAsync(agent, cancellationToken);
        if (place.Admission is not SessionAdmission.Started)
        {
            return new(place.Admission, Guid.Empty, null, null);
        }

        var (room, callerToken) = start.CreateRoom ? await MakeRoomAsync(start, cancellationToken) : (await rooms.FindAsync(start.Body, cancellationToken), null);
        var command = new StartCommand { SessionId = ids.NewId(), Agent = agent, Body = start.Body, Room = room, Capture = start.Capture, Retry = start.Retry };
        var record = new NewSession(command.SessionId, agent, room?.Name, room?.Url, JsonMarshal.GetRawUtf8Value(start.Body).ToArray());
        return new(await sessions.StartAsync(place, command, record, cancellationToken), command.SessionId, room, callerToken);
    }

    /// <summary>Makes the room with two tokens: the agent's is an owner's, the caller's is what it asked for.</summary>
    private async Task<(SessionRoom? Room, string? CallerToken)> MakeRoomAsync(ValidStart start, CancellationToken cancellationToken)
    {
        var (room, bot) = await rooms.CreateAsync(start.Room, cancellationToken);
        var caller = bot with
        {
            NotBefore = start.Token.NotBefore ?? bot.NotBefore,
            Expires = start.Token.Expires ?? bot.Expires,
            IsOwner = start.Token.IsOwner,
        };
        return (room, await tokens.SignAsync(caller, start.Token.Given, cancellationToken));
    }
}
