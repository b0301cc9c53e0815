using System.Text.Json;
using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Rooms: to make, see, change and delete them, and what can be done to those who are in one.</summary>
public sealed class RoomsClient
{
    private readonly ApiConnection _api;

    internal RoomsClient(ApiConnection api) => _api = api;

    /// <summary>Makes a room.</summary>
    public Task<Room> CreateAsync(RoomWish? wish = null, CancellationToken cancellationToken = default)
        => _api.PostAsync("/v1/rooms", wish ?? new(), ClientJson.Default.RoomWish, ClientJson.Default.Room, cancellationToken);

    /// <summary>Lists rooms, the newest first.</summary>
    /// <param name="limit">How many at most, 1 to 100.</param>
    /// <param name="startingAfter">The id of the last room of the page before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<RoomPage> ListAsync(int limit = 100, Guid? startingAfter = null, CancellationToken cancellationToken = default)
        => _api.GetAsync($"/v1/rooms{ApiConnection.Query(("limit", ApiConnection.Format(limit)), ("starting_after", startingAfter?.ToString()))}", ClientJson.Default.RoomPage, cancellationToken);

    /// <summary>Shows a room.</summary>
    public Task<Room> GetAsync(string room, CancellationToken cancellationToken = default) => _api.GetAsync(Path(room), ClientJson.Default.Room, cancellationToken);

    /// <summary>Changes a room. Whoever is in it feels it at once.</summary>
    public Task<Room> UpdateAsync(string room, RoomWish wish, CancellationToken cancellationToken = default)
        => _api.PostAsync(Path(room), wish, ClientJson.Default.RoomWish, ClientJson.Default.Room, cancellationToken);

    /// <summary>Deletes a room and puts everybody out of it.</summary>
    public Task DeleteAsync(string room, CancellationToken cancellationToken = default) => _api.DeleteAsync(Path(room), cancellationToken);

    /// <summary>Shows who is in a room.</summary>
    public async Task<IReadOnlyList<PresentParticipant>> ListPresentAsync(string room, CancellationToken cancellationToken = default)
        => (await _api.GetAsync($"{Path(room)}/presence", ClientJson.Default.PresencePage, cancellationToken)).Data;

    /// <summary>Sends a message to the agents in a room.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="message">Any JSON, at most 4 KB.</param>
    /// <param name="recipient">A participant's id; <c>*</c> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SendAppMessageAsync(string room, JsonElement message, string recipient = "*", CancellationToken cancellationToken = default)
        => _api.PostAsync($"{Path(room)}/send-app-message", new(message, recipient), ClientJson.Default.AppMessage, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Puts participants out of a room.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="userIds">Your own ids for them.</param>
    /// <param name="ban">Whether they may not come again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ids of those who were there.</returns>
    public async Task<IReadOnlyList<string>> EjectAsync(
        string room, IReadOnlyList<string>? ids = null, IReadOnlyList<string>? userIds = null, bool ban = false, CancellationToken cancellationToken = default)
        => (await _api.PostAsync($"{Path(room)}/eject", new(ids, userIds, ban), ClientJson.Default.Ejection, ClientJson.Default.Ejected, cancellationToken)).EjectedIds;

    /// <summary>Changes what participants may do, from the next 20 ms of sound on.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="permissions">What each may, by id, or <c>*</c> for all: <c>{"canReceive":false,"canSend":false}</c> holds somebody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task UpdatePermissionsAsync(string room, IReadOnlyDictionary<string, JsonElement> permissions, CancellationToken cancellationToken = default)
        => _api.PostAsync($"{Path(room)}/update-permissions", new(permissions), ClientJson.Default.Permissions, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Shows the data that the parties of a room share.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> GetSessionDataAsync(string room, CancellationToken cancellationToken = default)
        => (await _api.GetAsync($"{Path(room)}/get-session-data", ClientJson.Default.SessionDataRead, cancellationToken)).Data;

    /// <summary>Changes the data that the parties of a room share.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="data">An object.</param>
    /// <param name="merge">Whether what is there stays where the object does not name it; else it is replaced.</param>
    /// <param name="keysToDelete">What is to go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SetSessionDataAsync(string room, JsonElement? data, bool merge = false, IReadOnlyList<string>? keysToDelete = null, CancellationToken cancellationToken = default)
        => _api.PostAsync(
            $"{Path(room)}/set-session-data", new(data, merge ? "shallow-merge" : "replace", keysToDelete), ClientJson.Default.SessionDataChange, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Records what is said in a room.</summary>
    public Task<RoomRecording> StartRecordingAsync(string room, string? instanceId = null, CancellationToken cancellationToken = default)
        => _api.PostAsync($"{Path(room)}/recordings/start", new(instanceId), ClientJson.Default.RecordingWish, ClientJson.Default.RoomRecording, cancellationToken);

    /// <summary>Ends a recording; its file is whole when this returns.</summary>
    public Task<RoomRecording> StopRecordingAsync(string room, string? instanceId = null, CancellationToken cancellationToken = default)
        => _api.PostAsync($"{Path(room)}/recordings/stop", new(instanceId), ClientJson.Default.RecordingWish, ClientJson.Default.RoomRecording, cancellationToken);

    /// <summary>Makes a meeting token.</summary>
    /// <param name="properties">Such as <c>{"room_name":"x","is_owner":true}</c>. Without a room it is good for all of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> CreateTokenAsync(JsonElement? properties = null, CancellationToken cancellationToken = default)
        => (await _api.PostAsync("/v1/meeting-tokens", new(properties), ClientJson.Default.TokenWish, ClientJson.Default.TokenMade, cancellationToken)).Token;

    /// <summary>Reads a meeting token.</summary>
    /// <exception cref="ParleyApiException">It is none of this server's, or does not hold.</exception>
    public Task<JsonElement> ReadTokenAsync(string token, CancellationToken cancellationToken = default)
        => _api.GetAsync($"/v1/meeting-tokens/{ApiConnection.Part(token)}", ClientJson.Default.JsonElement, cancellationToken);

    internal static string Path(string room) => $"/v1/rooms/{ApiConnection.Part(room)}";
}
