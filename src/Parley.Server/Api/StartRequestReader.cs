using System.Runtime.InteropServices;
using System.Text.Json;
using Parley.Agents;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Api;

/// <summary>A start request that may be carried out.</summary>
internal sealed record ValidStart
{
    /// <summary>The call that it is to try again, when the server starts it by itself.</summary>
    public RetriedCall? Retry { get; init; }

    public required bool CreateRoom { get; init; }

    public required RoomProperties Room { get; init; }

    public required TokenProperties Token { get; init; }

    public required bool WantsIceServers { get; init; }

    /// <summary>Whether no session is to start before a WebSocket comes for it.</summary>
    public bool ForSocket { get; init; }

    public required JsonElement Body { get; init; }

    /// <summary>Whether its calls are to be captured, if it says so.</summary>
    public bool? Capture { get; init; }
}

/// <summary>Reads and checks the body of a start request (contract 1.1, 1.3). Pure: bytes in, a valid request or an error out.</summary>
internal static class StartRequestReader
{
    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}"u8);

    public static ApiError? TryRead(ReadOnlyMemory<byte> bytes, DateTimeOffset now, out ValidStart? start)
    {
        start = null;
        if (!JsonBody.TryRead(bytes, out var json, out var error, isOpaque: true))
        {
            return error;
        }

        try
        {
            return Read(json, now, out start);
        }
        catch (InvalidOperationException)   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            return ApiError.Bad(JsonBody.HalfPair);
        }
    }

    private static ApiError? Read(JsonElement json, DateTimeOffset now, out ValidStart? start)
    {
        start = null;
        var fields = new FieldReader(json);
        var request = new StartRequest
        {
            CreateDailyRoom = fields.Flag("createDailyRoom") ?? false,
            DailyRoomProperties = fields.Object("dailyRoomProperties"),
            DailyMeetingTokenProperties = fields.Object("dailyMeetingTokenProperties"),
            EnableDefaultIceServers = fields.Flag("enableDefaultIceServers") ?? false,
            Transport = fields.OneOf("transport", "daily", "webrtc", "websocket"),
            Capture = fields.Flag("capture"),
            Body = fields.Object("body"),
        };
        return fields.Error ?? CheckSizeAndTransport(request) ?? Accept(request, now, out start);
    }

    private static ApiError? CheckSizeAndTransport(StartRequest request)
    {
        var limit = request.Transport is "websocket" ? StartRequest.MaxWebSocketBodySize : StartRequest.MaxBodySize;
        if (request.Body is { } body && JsonMarshal.GetRawUtf8Value(body).Length > limit)
        {
            return ApiError.TooLarge;
        }

        return request.Transport is null or "daily" or "websocket"
            ? null
            : ApiError.Bad($"transport: this server does not offer '{request.Transport}'; leave it out, or send 'daily' or 'websocket'");
    }

    private static ApiError? Accept(StartRequest request, DateTimeOffset now, out ValidStart? start)
    {
        start = null;
        var makesRoom = request.CreateDailyRoom;   // The properties of a room that is not made are not read.
        if (RoomPropertiesReader.TryRead(makesRoom ? request.DailyRoomProperties : null, now, out var room) is { } wrongRoom)
        {
            return wrongRoom;
        }

        if (TokenPropertiesReader.TryRead(makesRoom ? request.DailyMeetingTokenProperties : null, now, out var token) is { } wrongToken)
        {
            return wrongToken;
        }

        start = new()
        {
            CreateRoom = makesRoom,
            Room = room,
            Token = token,
            WantsIceServers = request.EnableDefaultIceServers,
            Body = request.Body ?? EmptyObject,
            Capture = request.Capture,
            ForSocket = request.Transport is "websocket",
        };
        return null;
    }
}
