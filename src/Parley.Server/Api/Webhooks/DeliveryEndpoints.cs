using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Server.Api.Daily;
using Parley.Server.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Api.Webhooks;

/// <summary><c>/v1/webhooks/:uuid/deliveries</c> and <c>/replay</c>: what a webhook was told, and telling it again (ours).</summary>
internal sealed class DeliveryEndpoints(WebhookStore webhooks, DeliveryStore deliveries, WebhookPump pump, TimeProvider time)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1000;
    private const int MaxReplay = 10_000;
    private const int MaxIds = 1000;

    private static readonly DailyError NotFound = DailyError.NotFound("there is no such webhook");
    private static readonly PropertyNames Known = new("eventIds", "from", "until");

    public async Task<IResult> ListAsync(string id, IQueryCollection query, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } webhook)
        {
            return NotFound.ToResult();
        }

        var (limit, before, status) = (DefaultLimit, (long?)null, (DeliveryStatus?)null);
        if (query["limit"].ToString() is { Length: > 0 } limitText && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            return DailyError.Invalid($"limit must be a whole number from 1 to {MaxLimit}").ToResult();
        }

        if (query["starting_after"].ToString() is { Length: > 0 } afterText)
        {
            if (!long.TryParse(afterText, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            {
                return DailyError.Invalid("starting_after must be the id of a delivery").ToResult();
            }

            before = last;
        }

        if (query["status"].ToString() is { Length: > 0 } statusText)
        {
            if (Read(statusText) is not { } wanted)
            {
                return DailyError.Invalid("status must be pending, delivered or failed").ToResult();
            }

            status = wanted;
        }

        var (total, page) = await deliveries.ListAsync(webhook.Id, status, before, limit, cancellationToken);
        return TypedResults.Ok(new DeliveryListDocument(total, [.. page.Select(ToDocument)]));
    }

    public async Task<IResult> ReplayAsync(string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (wanted, wrong) = await DailyRequest.ReadAsync(request, Read, cancellationToken);
        if (wanted is null)
        {
            return wrong!.ToResult();
        }

        if (await FindAsync(id, cancellationToken) is not { } webhook)
        {
            return NotFound.ToResult();
        }

        // What is asked for by its id is told in any case, else only what the webhook is told of.
        var count = await deliveries.ReplayAsync(webhook.Id, wanted.Which, type => wanted.IsById || webhook.Wants(type), MaxReplay, cancellationToken);
        pump.Wake();
        return TypedResults.Ok(new ReplayDocument(count));
    }

    private async Task<Webhook?> FindAsync(string id, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var uuid) ? await webhooks.FindAsync(uuid, cancellationToken) : null;

    private static DeliveryStatus? Read(string status) => status switch
    {
        "pending" => DeliveryStatus.Pending,
        "delivered" => DeliveryStatus.Delivered,
        "failed" => DeliveryStatus.Failed,
        _ => null,
    };

    private (Replay? Wanted, DailyError? Error) Read(JsonElement json)
    {
        if (Known.Check(json, "The request") is { } unknown)
        {
            return (null, DailyError.Of(unknown));
        }

        var fields = new FieldReader(json);
        var (from, until) = (fields.Moment("from"), fields.Moment("until"));
        var ids = ReadIds(json, fields);
        if (fields.Error is { } error)
        {
            return (null, DailyError.Of(error));
        }

        return (ids, from) switch
        {
            ({ } some, null) when until is null => (new(events => events.Where(e => some.Contains(e.Id)), true), null),
            (null, { } first) => (new(Within(first, until ?? time.GetUtcNow()), false), null),
            _ => (null, DailyError.Invalid("either eventIds, or from and perhaps until, is required, but not both")),
        };
    }

    private static Func<IQueryable<OutboxEvent>, IQueryable<OutboxEvent>> Within(DateTimeOffset from, DateTimeOffset until)
        => events => events.Where(e => e.OccurredAt >= from && e.OccurredAt <= until);

    private static List<Guid>? ReadIds(JsonElement json, FieldReader fields)
    {
        if (!json.TryGetProperty("eventIds", out var list) || list.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() > MaxIds || list.EnumerateArray().Any(one => one.ValueKind is not JsonValueKind.String || !one.TryGetGuid(out _)))
        {
            fields.Fail($"eventIds: expected a list of at most {MaxIds} ids of events");
            return null;
        }

        return [.. list.EnumerateArray().Select(one => one.GetGuid())];
    }

    private static DeliveryDocument ToDocument(WebhookDelivery delivery) => new(
        delivery.Id.ToString(CultureInfo.InvariantCulture), delivery.EventId, delivery.Type, delivery.Stream,
        delivery.Status switch { DeliveryStatus.Pending => "pending", DeliveryStatus.Delivered => "delivered", _ => "failed" },
        delivery.Attempts, delivery.ResponseStatus, delivery.Error, delivery.ClaimedBy is not null, delivery.IsReplay, delivery.CreatedAt, delivery.LastAttemptAt,
        delivery.Status is DeliveryStatus.Pending ? delivery.NextAttemptAt : null, delivery.EndedAt);

    private sealed record Replay(Func<IQueryable<OutboxEvent>, IQueryable<OutboxEvent>> Which, bool IsById);
}
