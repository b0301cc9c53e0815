using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary><c>POST /v1/public/{agent}/start</c>: from a request to a running session (contract 1).</summary>
internal sealed class StartEndpoint(AgentCatalog agents, LiveSessions sessions, SessionRooms rooms, IIdSource ids, TimeProvider time)
{
    public async Task<IResult> HandleAsync(string agent, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!agents.Contains(agent))
        {
            return ApiError.NoSuchAgent.ToResult();
        }

        if (await RequestBody.ReadAsync(request, StartRequest.MaxSize, cancellationToken) is not { } bytes)
        {
            return ApiError.TooLarge.ToResult();
        }

        return StartRequestReader.TryRead(bytes, time.GetUtcNow(), out var start) is { } error
            ? error.ToResult()
            : await StartAsync(agent, start!, cancellationToken);
    }

    private async Task<IResult> StartAsync(string agent, ValidStart start, CancellationToken cancellationToken)
    {
        var (room, callerToken) = start.CreateRoom ? await MakeRoomAsync(start, cancellationToken) : (null, null);
        var command = new StartCommand { SessionId = ids.NewId(), Agent = agent, Body = start.Body, Room = room };
        var record = new NewSession(command.SessionId, agent, room?.Name, room?.Url, JsonMarshal.GetRawUtf8Value(start.Body).ToArray());

        return await sessions.StartAsync(command, record, cancellationToken) switch
        {
            SessionAdmission.AtCapacity => ApiError.AtCapacity.ToResult(),
            SessionAdmission.ServerStopping => ApiError.Stopping.ToResult(),
            _ => TypedResults.Ok(new StartResponse(command.SessionId)
            {
                DailyRoom = room?.Url,
                DailyToken = callerToken,
                IceConfig = start.WantsIceServers ? new([]) : null,
            }),
        };
    }

    /// <summary>Makes the room with two tokens: the agent's is an owner's, the caller's is what it asked for.</summary>
    private async Task<(SessionRoom Room, string CallerToken)> MakeRoomAsync(ValidStart start, CancellationToken cancellationToken)
    {
        var (room, bot, signer) = await rooms.CreateAsync(start.Room, cancellationToken);
        var caller = bot with
        {
            NotBefore = start.Token.NotBefore ?? bot.NotBefore,
            Expires = start.Token.Expires ?? bot.Expires,
            IsOwner = start.Token.IsOwner,
        };
        return (room, signer.Sign(caller, start.Token.Given));
    }
}
