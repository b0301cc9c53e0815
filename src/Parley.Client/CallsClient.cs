using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Calls into rooms and what can be done with their legs.</summary>
public sealed class CallsClient
{
    private readonly ApiConnection _api;

    internal CallsClient(ApiConnection api) => _api = api;

    /// <summary>Calls somebody into a room. Returns as soon as the call is accepted, before it rings; what becomes of it is told to webhooks and to the room's agents.</summary>
    /// <param name="room">The room, which must have <c>enable_dialout</c>.</param>
    /// <param name="call">Whom to call.</param>
    /// <param name="once">Names the wish, so that asking again calls nobody a second time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The leg's id: that of the participant it becomes when it is answered.</returns>
    /// <exception cref="ParleyApiException">The room or a rule refuses.</exception>
    public async Task<string> StartAsync(string room, RoomCall call, IdempotencyKey? once = null, CancellationToken cancellationToken = default)
        => (await _api.PostAsync($"{RoomsClient.Path(room)}/dialOut/start", call, ClientJson.Default.RoomCall, ClientJson.Default.LegNamed, cancellationToken, once)).SessionId;

    /// <summary>Hangs a call up, ringing or answered.</summary>
    public Task StopAsync(string room, string leg, CancellationToken cancellationToken = default)
        => _api.PostAsync($"{RoomsClient.Path(room)}/dialOut/stop", new(leg), ClientJson.Default.LegNamed, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Presses keys on a call.</summary>
    /// <param name="room">The room.</param>
    /// <param name="leg">The leg.</param>
    /// <param name="tones">1 to 20 of 0-9, *, #, A-D.</param>
    /// <param name="duration">How long each is held, 50 ms to 2 s; half a second when absent.</param>
    /// <param name="method"><c>auto</c>, <c>telephone-event</c> or <c>sip-info</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SendDtmfAsync(string room, string leg, string tones, TimeSpan? duration = null, string? method = null, CancellationToken cancellationToken = default)
        => _api.PostAsync(
            $"{RoomsClient.Path(room)}/dialOut/sendDTMF", new(leg, tones, (int?)duration?.TotalMilliseconds, method), ClientJson.Default.KeysPressed, ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Calls somebody into the room for a leg to speak with; both stay in the room.</summary>
    public Task TransferAsync(string room, string leg, RoomTransfer to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        return _api.PostAsync(
            $"{RoomsClient.Path(room)}/sipCallTransfer", new(leg, to.ToEndPoint, to.CallerId, to.DisplayName, to.Extension, to.WaitBeforeExtensionDialSec),
            ClientJson.Default.TransferBody, ClientJson.Default.JsonElement, cancellationToken);
    }

    /// <summary>Sends the far end of a leg elsewhere (SIP REFER).</summary>
    public Task ReferAsync(string room, string leg, string toEndPoint, CancellationToken cancellationToken = default)
        => _api.PostAsync($"{RoomsClient.Path(room)}/sipRefer", new(leg, toEndPoint), ClientJson.Default.ReferBody, ClientJson.Default.JsonElement, cancellationToken);
}
