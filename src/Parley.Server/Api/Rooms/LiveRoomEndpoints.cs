using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Agents;
using Parley.Server.Api.Daily;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Api.Rooms;

/// <summary>What can be seen of those in a room, and done to them (contract 4.2).</summary>
internal sealed class LiveRoomEndpoints(RoomStore store, LiveRooms live, LegRecordings recordings, TimeProvider time)
{
    private const int MostMessageBytes = 4 * 1024;
    private const int MostSessionDataBytes = 16 * 1024;
    private const int MostIds = 100;

    public async Task<IResult> PresenceAsync(string name, IQueryCollection query, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is not { } room)
        {
            return RoomEndpoints.NoRoom(name).ToResult();
        }

        var reader = new DailyQuery(query);
        var limit = reader.Integer("limit", int.MaxValue, 1, int.MaxValue);
        if (reader.Error is { } wrong)
        {
            return wrong.ToResult();
        }

        var (userId, userName) = (reader.Text("userId"), reader.Text("userName"));
        var all = live.Find(room.Id) is { } open ? Show(open).Where(p => (userId is null || p.UserId == userId) && (userName is null || p.UserName == userName)).ToList() : [];
        return TypedResults.Ok(new PresenceDocument(all.Count, [.. all.Take(limit)]));
    }

    public IResult AllPresence()
    {
        var rooms = new Dictionary<string, IReadOnlyList<PresentDocument>>();
        foreach (var room in live.All.Where(room => room.Identity.IsStored))
        {
            var present = Show(room);
            if (present.Count > 0)
            {
                rooms[room.Name] = rooms.TryGetValue(room.Name, out var earlier) ? [.. earlier, .. present] : present;   // One that expired may share its name.
            }
        }

        return TypedResults.Json<IReadOnlyDictionary<string, IReadOnlyList<PresentDocument>>>(rooms, RoomApiJson.Default.IReadOnlyDictionaryStringIReadOnlyListPresentDocument);
    }

    public Task<IResult> SendAppMessageAsync(string name, HttpRequest request, CancellationToken cancellationToken) => InRoomAsync(name, request, (room, body) =>
    {
        var fields = new FieldReader(body);
        var recipient = fields.Text("recipient") ?? "*";
        if (fields.Error is { } wrong)
        {
            return Refuse(wrong.Text);
        }

        if (!body.TryGetProperty("data", out var data))
        {
            return Refuse("data is required");
        }

        if (JsonMarshal.GetRawUtf8Value(data).Length > MostMessageBytes)
        {
            return Refuse($"data is larger than {MostMessageBytes} bytes");
        }

        var open = live.Find(room.Id);
        if (recipient is not "*" && open?.Present.Any(p => p.Id == recipient) is not true)
        {
            return Task.FromResult(DailyError.NotFound("the recipient is not in the room").ToResult());
        }

        open?.SendAppMessage(data, LiveRoom.ApiSender, recipient);
        return Answer(new SentDocument());
    }, cancellationToken);

    public Task<IResult> EjectAsync(string name, HttpRequest request, CancellationToken cancellationToken) => InRoomAsync(name, request, (room, body) =>
    {
        var fields = new FieldReader(body);
        var ban = fields.Flag("ban") ?? false;
        var ids = DailyFields.Texts(body, "ids", MostIds, fields);
        var userIds = DailyFields.Texts(body, "user_ids", MostIds, fields);
        if (fields.Error is { } wrong)
        {
            return Refuse(wrong.Text);
        }

        if (ids.Count + userIds.Count == 0)
        {
            return Refuse("ids or user_ids is required");
        }

        if (ban)
        {
            var data = live.DataOf(room.Id);
            foreach (var id in ids.Concat(userIds))
            {
                data.Ban(id);
            }
        }

        return Answer(new EjectedDocument(live.Find(room.Id)?.Eject((id, userId) => ids.Contains(id) || (userId is not null && userIds.Contains(userId))) ?? []));
    }, cancellationToken);

    public Task<IResult> UpdatePermissionsAsync(string name, HttpRequest request, CancellationToken cancellationToken) => InRoomAsync(name, request, async (room, body) =>
    {
        var fields = new FieldReader(body);
        if (fields.Object("data") is not { } data)
        {
            return await Refuse(fields.Error?.Text ?? "data is required");
        }

        foreach (var party in data.EnumerateObject())
        {
            if (PartyPermissions.Check(party.Value, "data") is { } wrong)
            {
                return await Refuse(wrong);
            }
        }

        var open = live.Find(room.Id);
        foreach (var party in data.EnumerateObject())
        {
            if (party.Name is not "*" && open?.Present.Any(p => p.Id == party.Name) is not true)
            {
                return DailyError.NotFound("a participant of data is not in the room").ToResult();
            }
        }

        foreach (var party in data.EnumerateObject())
        {
            await (open?.UpdatePermissionsAsync(party.Name, party.Value) ?? Task.FromResult(false));
        }

        return TypedResults.Ok(new OkDocument());
    }, cancellationToken);

    public async Task<IResult> GetSessionDataAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) is { } room
            ? TypedResults.Ok(new SessionDataDocument(live.FindData(room.Id)?.Values ?? new Dictionary<string, JsonElement>()))
            : RoomEndpoints.NoRoom(name).ToResult();

    public Task<IResult> SetSessionDataAsync(string name, HttpRequest request, CancellationToken cancellationToken) => InRoomAsync(name, request, (room, body) =>
    {
        var fields = new FieldReader(body);
        var (data, merge) = (fields.Object("data"), fields.OneOf("mergeStrategy", "replace", "shallow-merge") is "shallow-merge");
        var delete = DailyFields.Texts(body, "keysToDelete", MostIds, fields);
        if (fields.Error is { } wrong)
        {
            return Refuse(wrong.Text);
        }

        if (data is { } given && JsonMarshal.GetRawUtf8Value(given).Length > MostSessionDataBytes)
        {
            return Refuse($"data is larger than {MostSessionDataBytes} bytes");
        }

        live.DataOf(room.Id).Set(data, merge, delete);
        return Answer(new SentDocument());
    }, cancellationToken);

    public Task<IResult> StartRecordingAsync(string name, HttpRequest request, CancellationToken cancellationToken) => InRoomAsync(name, request, async (room, body) =>
    {
        var fields = new FieldReader(body);
        var instance = fields.Text("instanceId") ?? "";
        if (fields.Error is { } wrong)
        {
            return await Refuse(wrong.Text);
        }

        if (RoomProperties.Load(room).EnableRecording is null or "local")
        {
            return await Refuse("recording is not enabled for the room: set the property enable_recording to cloud or cloud-audio-only");
        }

        if (!recordings.IsOn)
        {
            return await Refuse("this server records nothing; its operator can let it, with the setting Parley:Recording:Folder");
        }

        if (live.Find(room.Id) is not { } open)
        {
            return await Refuse("nobody is in the room");
        }

        var (id, error) = await open.StartRecordingAsync(instance);
        return id is null ? await Refuse(error!) : TypedResults.Ok(new RecordingDocument(id, instance));
    }, cancellationToken);

    public Task<IResult> StopRecordingAsync(string name, HttpRequest request, CancellationToken cancellationToken) => InRoomAsync(name, request, async (room, body) =>
    {
        var fields = new FieldReader(body);
        var instance = fields.Text("instanceId") ?? "";
        return fields.Error is { } wrong ? await Refuse(wrong.Text)
            : live.Find(room.Id) is { } open && await open.StopRecordingAsync(instance) is { } id ? TypedResults.Ok(new RecordingDocument(id, instance))
            : await Refuse("the room has no active recording");
    }, cancellationToken);

    private async Task<IResult> InRoomAsync(string name, HttpRequest request, Func<RoomRecord, JsonElement, Task<IResult>> act, CancellationToken cancellationToken)
    {
        var body = await DailyBody.ReadAsync(request, mayBeEmpty: true, cancellationToken);
        return !body.IsGood ? body.Error.ToResult()
            : await FindAsync(name, cancellationToken) is { } room ? await act(room, body.Json)
            : RoomEndpoints.NoRoom(name).ToResult();
    }

    private async Task<RoomRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } room && room.IsThere(time.GetUtcNow()) ? room : null;

    private List<PresentDocument> Show(LiveRoom room)
    {
        var now = time.GetUtcNow();
        return [.. room.Present.Where(p => p.Info.Permissions.HasPresence).Select(p => Show(room, p, now))];
    }

    private static PresentDocument Show(LiveRoom room, Participant present, DateTimeOffset now)
    {
        var joined = present.Info.JoinedAt ?? now;
        return new(room.Name, present.Id, present.Info.UserId, present.Info.UserName, room.MeetingId, joined, (int)(now - joined).TotalSeconds);
    }

    private static Task<IResult> Refuse(string text) => Task.FromResult(DailyError.Invalid(text).ToResult());

    private static Task<IResult> Answer<T>(T document) => Task.FromResult<IResult>(TypedResults.Ok(document));
}
