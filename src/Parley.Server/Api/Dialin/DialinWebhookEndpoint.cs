using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Api.Dialin;

/// <summary>What the dial-in webhook is sent (contract 7.1).</summary>
internal sealed record PinlessCallRequest(string? To, string? From, string? CallId, string? CallDomain, JsonElement? SipHeaders);

/// <summary>
/// <c>POST /v1/public/webhooks/{org}/{agent}/dialin</c>: the dial-in webhook for those who have none: makes a room, starts the agent, and moves the caller in as soon as the agent
/// is there (contract 7.4).
/// </summary>
internal sealed class DialinWebhookEndpoint(
    Organization organization, AgentCatalog agents, DialinConfigStore configs, WebhookSecrets secrets, SessionRooms rooms, LiveSessions sessions, LiveRooms live, PinlessCalls calls,
    IdentityStore identities, IIdSource ids, IOptions<ParleyOptions> options, TimeProvider time)
{
    private const int MaxSize = 64 * 1024;
    private const string Success = "success";
    private static readonly TimeSpan LongestWayIn = TimeSpan.FromMinutes(2);

    public async Task<IResult> HandleAsync(string org, string agent, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!await organization.IsAsync(org, cancellationToken))
        {
            return ApiError.NoSuchOrganization.ToResult();
        }

        if (!agents.Contains(agent))
        {
            return ApiError.NoSuchAgent.ToResult();
        }

        if (await RequestBody.ReadAsync(request, MaxSize, cancellationToken) is not { } bytes)
        {
            return ApiError.TooLarge.ToResult();
        }

        if (!await IsSignedAsync(request, agent, bytes, cancellationToken))
        {
            return new ApiError(401, "401", "The signature of the request is missing, wrong or too old").ToResult();
        }

        return !JsonBody.TryRead(bytes, out var json, out var error) ? error.ToResult()
            : IsProbe(json) ? TypedResults.Ok(new DialinWebhookDocument(Success) { Message = "Test request received" })
            : Read(json) is { } told ? await StartAsync(agent, told, cancellationToken)
            : ApiError.Bad("To, From, callId and callDomain are required, as strings").ToResult();
    }

    // Older probes have a number in To, and nothing else.
    private static bool IsProbe(JsonElement json)
        => json.TryGetProperty("Test", out _) || json.TryGetProperty("test", out _) || (json.TryGetProperty("To", out _) && json.EnumerateObject().Count() == 1);

    private async Task<bool> IsSignedAsync(HttpRequest request, string agent, byte[] body, CancellationToken cancellationToken)
    {
        var path = $"/{agent}/dialin";
        List<string> known = [.. (await configs.ListAsync(cancellationToken)).Where(c => new Uri(c.RoomCreationApi).AbsolutePath.EndsWith(path, StringComparison.Ordinal)).Select(c => secrets.Unprotect(c.Hmac)).OfType<string>()];
        if (options.Value.Dialin.WebhookHmac is { } configured)
        {
            known.Add(configured);
        }

        var (timestamp, signature) = (request.Headers[WebhookSignature.DialinTimestampHeader].ToString(), request.Headers[WebhookSignature.DialinSignatureHeader].ToString());
        var isSigned = false;
        foreach (var hmac in known)
        {
            isSigned |= WebhookSignature.Verify(hmac, timestamp, signature, body, time.GetUtcNow());
        }

        return isSigned || known.Count == 0;
    }

    private static Told? Read(JsonElement json)
    {
        try
        {
            var fields = new FieldReader(json);
            var told = new Told(fields.Text("To") ?? "", fields.Text("From") ?? "", fields.Text("callId") ?? "", fields.Text("callDomain") ?? "", fields.Object("sipHeaders"));
            return fields.Error is null && told is { To.Length: > 0, CallId.Length: > 0, CallDomain.Length: > 0 } ? told : null;
        }
        catch (InvalidOperationException)   // Half a surrogate pair.
        {
            return null;
        }
    }

    private async Task<IResult> StartAsync(string agent, Told told, CancellationToken cancellationToken)
    {
        using var place = await sessions.AdmitAsync(agent, cancellationToken);
        if (place.Admission is not SessionAdmission.Started)
        {
            return place.Admission is SessionAdmission.ServerStopping ? ApiError.Stopping.ToResult() : ApiError.AtCapacity.ToResult();
        }

        var (room, _) = await rooms.CreateAsync(RoomOf(told), cancellationToken);
        var body = JsonElement.Parse(BodyOf(told).ToJsonString());
        var command = new StartCommand { SessionId = ids.NewId(), Agent = agent, Body = body, Room = room };
        var record = new NewSession(command.SessionId, agent, room.Name, room.Url, JsonMarshal.GetRawUtf8Value(body).ToArray());
        var isOurs = Guid.TryParse(told.CallId, out var callId) && calls.IsWaiting(callId) && told.CallDomain == $"{(await identities.GetAsync(cancellationToken)).DomainId}";
        var follow = isOurs ? WhenJoinedAsync(command.SessionId, room.Name) : null;
        if (await sessions.StartAsync(place, command, record, cancellationToken) is not SessionAdmission.Started)
        {
            return ApiError.Stopping.ToResult();
        }

        if (follow is not null)
        {
            _ = MoveInAsync(follow, callId, room.Name);
        }

        return TypedResults.Ok(new DialinWebhookDocument(Success) { SessionId = command.SessionId });
    }

    private async Task MoveInAsync(Task joined, Guid callId, string room)
    {
        await joined;
        await calls.PlaceAsync(callId, room, CancellationToken.None);   // A refusal is told in the log there, and the caller is.
    }

    private async Task WhenJoinedAsync(Guid session, string room)
    {
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var enough = new CancellationTokenSource(LongestWayIn, time);
        live.Happened += Look;
        try
        {
            await joined.Task.UntilAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            // The agent never came; the caller's own patience ends before.
        }
        finally
        {
            live.Happened -= Look;
        }

        void Look(LiveRoom where, AgentEvent occurred)
        {
            if (where.Name == room && occurred is ParticipantJoined { Participant.Id: var id } && id == $"{session}")
            {
                joined.TrySetResult();
            }
        }
    }

    private RoomProperties RoomOf(Told told)
    {
        var room = RoomProperties.Default(time.GetUtcNow());
        var sip = new JsonObject { ["display_name"] = told.From, ["sip_mode"] = "dial-in", ["num_endpoints"] = 1 };
        return room with { Given = new Dictionary<string, JsonElement>(room.Given) { ["sip"] = JsonElement.Parse(sip.ToJsonString()) } };
    }

    // All the spellings that agents look for.
    private static JsonObject BodyOf(Told told)
    {
        var settings = new JsonObject
        {
            ["call_id"] = told.CallId, ["callId"] = told.CallId, ["call_domain"] = told.CallDomain, ["callDomain"] = told.CallDomain,
            ["To"] = told.To, ["to"] = told.To, ["From"] = told.From, ["from"] = told.From,
        };
        if (told.SipHeaders is { } headers)
        {
            settings["sip_headers"] = JsonNode.Parse(headers.GetRawText());
        }

        return new JsonObject { ["dialin_settings"] = settings };
    }

    private sealed record Told(string To, string From, string CallId, string CallDomain, JsonElement? SipHeaders);
}
