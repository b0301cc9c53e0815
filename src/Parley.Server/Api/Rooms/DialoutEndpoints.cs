using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Api.Daily;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Api.Rooms;

/// <summary><c>/v1/rooms/:name/dialOut/...</c>, <c>sipCallTransfer</c> and <c>sipRefer</c>: the call legs of a room (contract 5).</summary>
internal sealed class DialoutEndpoints(LiveRooms live, IOptions<ParleyOptions> options, TimeProvider time)
{
    // Keys take seconds to be sent; what cannot be sent at all is known at once.
    private static readonly TimeSpan LongestDigitsWait = TimeSpan.FromMilliseconds(200);

    public Task<IResult> StartAsync(string name, HttpRequest request, CancellationToken cancellationToken) => InRoomAsync(name, request, async (room, body) =>
    {
        if (!room.Properties.EnableDialout)
        {
            return DailyError.Invalid(DialoutTexts.NotEnabled).ToResult();
        }

        if (DialoutReader.TryRead(body, [.. options.Value.Trunks.Select(trunk => trunk.Name)], out var asked) is { } wrong)
        {
            return DailyError.Of(wrong).ToResult();
        }

        var start = await room.DialAsync(asked.Request, agent: null, prepare: null, cancellationToken, asked.Wrong);
        return Answer(start, _ => TypedResults.Ok(new LegDocument(start.SessionId!)));
    }, cancellationToken);

    public Task<IResult> StopAsync(string name, HttpRequest request, CancellationToken cancellationToken) => OnLegAsync(name, request, (_, leg, _) =>
    {
        leg.StopForTheHost("stopped by request");
        return Task.FromResult<IResult>(TypedResults.Ok(new OkDocument()));
    }, cancellationToken);

    public Task<IResult> SendDtmfAsync(string name, HttpRequest request, CancellationToken cancellationToken) => OnLegAsync(name, request, async (room, leg, body) =>
    {
        var fields = new FieldReader(body);
        var (tones, duration) = (fields.Text("tones"), fields.Integer("digitDurationMs", 50, 2000) ?? 500);
        var method = fields.OneOf("method", "auto", "sip-info", "telephone-event");
        if (fields.Error is null && (tones is not { Length: > 0 and <= DialoutReader.MostKeys } || !tones.All(key => char.IsAsciiDigit(key) || key is '*' or '#' or (>= 'A' and <= 'D'))))
        {
            fields.Fail($"tones: expected 1 to {DialoutReader.MostKeys} of 0-9, *, #, A-D");
        }

        if (fields.Error is { } wrong)
        {
            return DailyError.Of(wrong).ToResult();
        }

        if (!leg.IsInRoom)
        {
            return DailyError.Invalid("the call has not been answered").ToResult();
        }

        var sending = room.SendDtmfAsync(
            new DtmfRequest(leg.Id, tones!)
            {
                DigitDuration = TimeSpan.FromMilliseconds(duration),
                Method = method switch { "sip-info" => DtmfMethod.SipInfo, "telephone-event" => DtmfMethod.TelephoneEvent, _ => DtmfMethod.Auto },
            },
            CancellationToken.None);
        await Waits.FirstAsync(sending, Task.Delay(LongestDigitsWait, time, cancellationToken));
        return sending.IsCompletedSuccessfully && !await sending
            ? DailyError.Invalid("the far end takes no keys that way").ToResult()
            : TypedResults.Ok(new LegDocument(leg.Id));
    }, cancellationToken);

    public Task<IResult> TransferAsync(string name, HttpRequest request, CancellationToken cancellationToken) => OnLegAsync(name, request, async (room, leg, body) =>
    {
        var fields = new FieldReader(body);
        var to = fields.Text("toEndPoint");
        var transfer = new SipCallTransferRequest(leg.Id, to ?? "")
        {
            CallerId = fields.Text("callerId"),
            DisplayName = DialoutReader.Name(fields),
            Extension = fields.Text("extension"),
            WaitBeforeExtension = DialoutReader.Wait(body, fields),
        };
        if (fields.Error is { } wrong || to is null)
        {
            return DailyError.Invalid(fields.Error?.Text ?? "toEndPoint is required").ToResult();
        }

        return Answer(await room.TransferAsync(transfer, agent: null, cancellationToken), _ => TypedResults.Ok(new OkDocument()));
    }, cancellationToken);

    public Task<IResult> ReferAsync(string name, HttpRequest request, CancellationToken cancellationToken) => OnLegAsync(name, request, async (room, leg, body) =>
    {
        var fields = new FieldReader(body);
        var to = fields.Text("toEndPoint");
        var refusal = fields.Error?.Text ?? await room.ReferAsync(new SipReferRequest(leg.Id, to), agent: null, cancellationToken);
        return refusal is null ? TypedResults.Ok(new OkDocument()) : DailyError.Invalid(refusal).ToResult();
    }, cancellationToken);

    private static IResult Answer(DialoutStart start, Func<DialoutStart, IResult> accepted) =>
        start.IsAccepted ? accepted(start)
        : start.Error is DialoutTexts.NoRoom or LiveRoom.NoLeg ? DailyError.NotFound(start.Error).ToResult()
        : start.Rule is { } rule ? TypedResults.Json(
            new DialoutRefusedDocument(DailyError.InvalidType, start.Error, rule, start.AllowedAt), RoomApiJson.Default.DialoutRefusedDocument, statusCode: StatusCodes.Status400BadRequest)
        : DailyError.Invalid(start.Error).ToResult();

    private Task<IResult> OnLegAsync(string name, HttpRequest request, Func<LiveRoom, RoomLeg, JsonElement, Task<IResult>> act, CancellationToken cancellationToken) =>
        InRoomAsync(name, request, async (room, body) =>
        {
            var fields = new FieldReader(body);
            var id = fields.Text("sessionId");
            return id is null ? DailyError.Invalid(fields.Error?.Text ?? "sessionId is required").ToResult()
                : room.FindLeg(id) is { } leg ? await act(room, leg, body)
                : DailyError.NotFound(LiveRoom.NoLeg).ToResult();
        }, cancellationToken);

    private async Task<IResult> InRoomAsync(string name, HttpRequest request, Func<LiveRoom, JsonElement, Task<IResult>> act, CancellationToken cancellationToken)
    {
        var body = await DailyBody.ReadAsync(request, mayBeEmpty: false, cancellationToken);
        if (!body.IsGood)
        {
            return body.Error.ToResult();
        }

        if (await live.HoldAsync(name, cancellationToken) is not { } room)
        {
            return RoomEndpoints.NoRoom(name).ToResult();
        }

        try
        {
            return await act(room, body.Json);
        }
        finally
        {
            _ = live.ReleaseAsync(room);   // The answer need not wait for a room that closes again.
        }
    }
}
