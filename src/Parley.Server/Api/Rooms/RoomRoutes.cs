using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using Parley.Server.Api.Daily;
using Parley.Server.Api.Idempotency;
using Parley.Server.Api.Limits;

namespace Parley.Server.Api.Rooms;

/// <summary>The routes of rooms, tokens and dial-out (contract 4 and 5).</summary>
internal static class RoomRoutes
{
    public static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.TryAddSingleton<RoomPresentation>();
        services.TryAddSingleton<RoomEndpoints>();
        services.TryAddSingleton<LiveRoomEndpoints>();
        services.TryAddSingleton<MeetingTokenEndpoints>();
        services.TryAddSingleton<DialoutEndpoints>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, RoomApiJson.Default));
        return services;
    }

    public static void MapRooms(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1").AddEndpointFilter(KeyFilters.RequireDomainKey);
        MapStored(api);
        MapParties(api);
        MapCalls(api);
        MapTokens(api);
    }

    private static void MapStored(RouteGroupBuilder api)
    {
        api.MapPost("/rooms", (HttpRequest request, RoomEndpoints rooms, CancellationToken ct) => rooms.CreateAsync(request, ct))
            .WithSummary("Makes a room.").Takes<RoomRequest>().Produces<RoomDocument>().Refuses();
        api.MapGet("/rooms", (HttpRequest request, RoomEndpoints rooms, CancellationToken ct) => rooms.ListAsync(request.Query, ct))
            .CountedAs(RateClass.Rooms).WithSummary("Lists rooms, the newest first. Query: limit (at most 100), starting_after, ending_before (ids of rooms).").Produces<RoomListDocument>().Refuses();
        api.MapGet("/rooms/{name}", (string name, RoomEndpoints rooms, CancellationToken ct) => rooms.GetAsync(name, ct))
            .WithSummary("Shows a room.").Produces<RoomDocument>().Refuses(404);
        api.MapPost("/rooms/{name}", (string name, HttpRequest request, RoomEndpoints rooms, CancellationToken ct) => rooms.UpdateAsync(name, request, ct))
            .WithSummary("Changes a room; a property that is null is reset. Whoever is in it feels it at once.").Takes<RoomRequest>().Produces<RoomDocument>().Refuses(404);
        api.MapDelete("/rooms/{name}", (string name, RoomEndpoints rooms, CancellationToken ct) => rooms.DeleteAsync(name, ct))
            .CountedAs(RateClass.Rooms).WithSummary("Deletes a room and puts everybody out of it.").Produces<RoomDeletedDocument>().Refuses(404);
    }

    private static void MapParties(RouteGroupBuilder api)
    {
        api.MapGet("/presence", (LiveRoomEndpoints rooms) => rooms.AllPresence())
            .WithSummary("Shows who is in which room.").Produces<IReadOnlyDictionary<string, IReadOnlyList<PresentDocument>>>().Refuses();
        api.MapGet("/rooms/{name}/presence", (string name, HttpRequest request, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.PresenceAsync(name, request.Query, ct))
            .WithSummary("Shows who is in a room. Query: limit, userId, userName.").Produces<PresenceDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/send-app-message", (string name, HttpRequest request, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.SendAppMessageAsync(name, request, ct))
            .WithSummary("Sends a message to the agents in a room.").Takes<AppMessageRequest>().Produces<SentDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/eject", (string name, HttpRequest request, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.EjectAsync(name, request, ct))
            .WithSummary("Puts participants out of a room, for good if they are banned.").Takes<EjectRequest>().Produces<EjectedDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/update-permissions", (string name, HttpRequest request, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.UpdatePermissionsAsync(name, request, ct))
            .WithSummary("Changes what participants may do: canReceive says whom they hear, canSend whether they are heard.").Takes<PermissionsRequest>().Produces<OkDocument>().Refuses(404);
        api.MapGet("/rooms/{name}/get-session-data", (string name, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.GetSessionDataAsync(name, ct))
            .WithSummary("Shows the data that the parties of a room share.").Produces<SessionDataDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/set-session-data", (string name, HttpRequest request, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.SetSessionDataAsync(name, request, ct))
            .WithSummary("Changes the data that the parties of a room share.").Takes<SessionDataRequest>().Produces<SentDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/recordings/start", (string name, HttpRequest request, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.StartRecordingAsync(name, request, ct))
            .CountedAs(RateClass.Recording).WithSummary("Records what is said in a room.").Takes<RecordingRequest>().Produces<RecordingDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/recordings/stop", (string name, HttpRequest request, LiveRoomEndpoints rooms, CancellationToken ct) => rooms.StopRecordingAsync(name, request, ct))
            .WithSummary("Ends a recording.").Takes<RecordingRequest>().Produces<RecordingDocument>().Refuses(404);
    }

    private static void MapCalls(RouteGroupBuilder api)
    {
        api.MapPost("/rooms/{name}/dialOut/start", (string name, HttpRequest request, DialoutEndpoints calls, CancellationToken ct) => calls.StartAsync(name, request, ct))
            .WithDailyIdempotencyKey(DailyBody.MaxSize).WithSummary("Calls somebody into a room. Answered as soon as the call is accepted, before it rings.").Takes<DialoutStartRequest>().Produces<LegDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/dialOut/stop", (string name, HttpRequest request, DialoutEndpoints calls, CancellationToken ct) => calls.StopAsync(name, request, ct))
            .WithSummary("Hangs a call up, ringing or answered.").Takes<LegRequest>().Produces<OkDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/dialOut/sendDTMF", (string name, HttpRequest request, DialoutEndpoints calls, CancellationToken ct) => calls.SendDtmfAsync(name, request, ct))
            .WithSummary("Presses keys on a call.").Takes<SendDtmfRequest>().Produces<LegDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/sipCallTransfer", (string name, HttpRequest request, DialoutEndpoints calls, CancellationToken ct) => calls.TransferAsync(name, request, ct))
            .WithSummary("Calls somebody into the room for a call to speak with; both calls stay in the room.").Takes<CallTransferRequest>().Produces<OkDocument>().Refuses(404);
        api.MapPost("/rooms/{name}/sipRefer", (string name, HttpRequest request, DialoutEndpoints calls, CancellationToken ct) => calls.ReferAsync(name, request, ct))
            .WithSummary("Sends the far end of a call elsewhere (SIP REFER).").Takes<ReferRequest>().Produces<OkDocument>().Refuses(404);
    }

    private static void MapTokens(RouteGroupBuilder api)
    {
        api.MapPost("/meeting-tokens", (HttpRequest request, MeetingTokenEndpoints tokens, CancellationToken ct) => tokens.CreateAsync(request, ct))
            .WithSummary("Makes a meeting token.").Takes<TokenRequest>().Produces<TokenDocument>().Refuses();
        api.MapGet("/meeting-tokens/{token}", (string token, HttpRequest request, MeetingTokenEndpoints tokens, CancellationToken ct) => tokens.GetAsync(token, request.Query, ct))
            .WithSummary("Reads a meeting token. Query: ignoreNbf.").Produces<IReadOnlyDictionary<string, System.Text.Json.JsonElement>>().Refuses();
    }

    // Described like this rather than with Accepts, which would refuse curl's default content type before the key is looked at.
    private static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route) => route.AddOpenApiOperationTransformer(async (operation, context, ct) => operation.RequestBody = new OpenApiRequestBody
    {
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(T), null, ct) },
        },
    });

    private static void Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> more)
    {
        foreach (var status in (ReadOnlySpan<int>)[400, 401, .. more])
        {
            route.Produces<DailyErrorDocument>(status);
        }
    }
}
