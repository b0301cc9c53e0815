using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Api.Rooms;

/// <summary><c>/v1/rooms</c>: rooms are made, seen, changed and deleted (contract 4.2).</summary>
internal sealed class RoomEndpoints(RoomStore store, LiveRooms live, RoomPresentation presentation, IIdSource ids, TimeProvider time)
{
    private const string Prefix = "properties.";
    private const int MostPerPage = 100;

    /// <summary>Why a name is refused.</summary>
    public const string NameRule = "name: expected 1 to 128 letters, digits, hyphens and underscores";

    /// <summary>The answer about a room that is not there.</summary>
    public static DailyError NoRoom(string name) => DailyError.NotFound($"room {(name.Length <= RoomRecord.MaxNameLength ? name : "of that name")} not found");

    public async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await DailyBody.ReadAsync(request, mayBeEmpty: true, cancellationToken);
        if (!body.IsGood)
        {
            return body.Error.ToResult();
        }

        var fields = new FieldReader(body.Json);
        var (name, privacy, given) = (fields.Text("name"), fields.OneOf("privacy", "public", "private"), fields.Object("properties"));
        var properties = RoomProperties.None;
        var wrong = fields.Error
            ?? (name is null || RoomName.IsValid(name) ? null : ApiError.Bad(NameRule))
            ?? (given is { } value ? RoomPropertiesReader.TryRead(value, time.GetUtcNow(), RoomProperties.None, Prefix, out properties) : null);
        if (wrong is not null)
        {
            return DailyError.Of(wrong).ToResult();
        }

        var room = new RoomRecord
        {
            Id = ids.NewId(),
            Name = name ?? RoomName.New(ids),
            Privacy = ReadPrivacy(privacy) ?? RoomPrivacy.Public,
            Properties = properties.ToJson(),
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = properties.ExpiryToStore,
            ApiCreated = true,
        };
        return await store.AddAsync(room, cancellationToken)
            ? TypedResults.Ok(presentation.Show(room))
            : DailyError.Invalid($"a room named {room.Name} already exists").ToResult();
    }

    public async Task<IResult> ListAsync(IQueryCollection query, CancellationToken cancellationToken)
    {
        var reader = new DailyQuery(query);
        var (limit, after, before) = (reader.Integer("limit", MostPerPage, 1, MostPerPage), reader.Id("starting_after"), reader.Id("ending_before"));
        if (reader.Error is { } wrong)
        {
            return wrong.ToResult();
        }

        var page = await store.ListAsync(limit, after, before, cancellationToken);
        return TypedResults.Ok(new RoomListDocument(page.Total, [.. page.Rooms.Select(presentation.Show)]));
    }

    public async Task<IResult> GetAsync(string name, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } room && room.IsThere(time.GetUtcNow())
            ? TypedResults.Ok(presentation.Show(room))
            : NoRoom(name).ToResult();

    public async Task<IResult> UpdateAsync(string name, HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await DailyBody.ReadAsync(request, mayBeEmpty: true, cancellationToken);
        if (!body.IsGood)
        {
            return body.Error.ToResult();
        }

        var fields = new FieldReader(body.Json);
        var (privacy, given) = (fields.OneOf("privacy", "public", "private"), fields.Object("properties"));
        if (fields.Error is { } mistyped)
        {
            return DailyError.Of(mistyped).ToResult();
        }

        ApiError? wrong = null;
        var properties = RoomProperties.None;
        var changed = await store.UpdateAsync(
            name,
            room =>
            {
                properties = RoomProperties.Load(room);
                wrong = given is { } changes ? Merge(properties, changes, out properties) : null;
                if (wrong is null)
                {
                    room.Privacy = ReadPrivacy(privacy) ?? room.Privacy;
                    room.Properties = properties.ToJson();
                    room.ExpiresAt = properties.ExpiryToStore;
                }
            },
            cancellationToken);
        if (changed is null || wrong is not null)
        {
            return (wrong is null ? NoRoom(name) : DailyError.Of(wrong)).ToResult();
        }

        live.Find(changed.Id)?.Change(properties);
        return TypedResults.Ok(presentation.Show(changed));
    }

    public async Task<IResult> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.UpdateAsync(name, room => room.DeletedAt = now, cancellationToken) is { } deleted)
        {
            live.Drop(deleted.Id, "the room was deleted");
            return TypedResults.Ok(new RoomDeletedDocument(true, name));
        }

        var missing = NoRoom(name);
        if (await store.FindAsync(name, cancellationToken) is not { } expired)
        {
            return missing.ToResult();
        }

        live.Drop(expired.Id, LiveRoom.Expired);
        return TypedResults.Json(new RoomGoneDocument(missing.Type, $"room {name} has expired", true), RoomApiJson.Default.RoomGoneDocument, statusCode: missing.Status);
    }

    // What is given replaces what was; null takes it away. The result is read as if it had been given at once.
    private ApiError? Merge(RoomProperties current, JsonElement changes, out RoomProperties merged)
    {
        merged = current;
        if (RoomPropertiesReader.CheckNames(changes, Prefix) is { } unknown)
        {
            return unknown;
        }

        var all = new Dictionary<string, JsonElement>(current.Given);
        foreach (var change in changes.EnumerateObject())
        {
            if (change.Value.ValueKind is JsonValueKind.Null)
            {
                all.Remove(change.Name);
            }
            else
            {
                all[change.Name] = change.Value;
            }
        }

        var json = JsonSerializer.SerializeToElement(all, RoomApiJson.Default.IReadOnlyDictionaryStringJsonElement);
        return RoomPropertiesReader.TryRead(json, time.GetUtcNow(), RoomProperties.None, Prefix, out merged);
    }

    private static RoomPrivacy? ReadPrivacy(string? text) => text switch { "public" => RoomPrivacy.Public, "private" => RoomPrivacy.Private, _ => null };
}
