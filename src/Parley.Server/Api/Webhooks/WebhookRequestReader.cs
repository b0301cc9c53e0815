using System.Text.Json;
using Parley.Server.Api.Daily;
using Parley.Server.Webhooks;

namespace Parley.Server.Api.Webhooks;

/// <summary>A field of an update: left alone when it was not given, reset when it was <c>null</c>.</summary>
internal readonly record struct Given<T>(bool IsGiven, T? Value)
{
    public T? Or(T? current) => IsGiven ? Value : current;
}

/// <summary>A valid wish for a webhook, or for changes of one.</summary>
internal sealed record ValidWebhook(string? Url, Given<string> BasicAuth, Given<string> Retry, Given<IReadOnlyList<string>> EventTypes, Given<string> Hmac);

/// <summary>Reads the body of <c>POST /webhooks</c> and <c>POST /webhooks/:uuid</c> (contract 6.6).</summary>
internal static class WebhookRequestReader
{
    private const int MaxSecretLength = 512;

    private static readonly PropertyNames Known = new("url", "basicAuth", "retryType", "eventTypes", "hmac");

    public static (ValidWebhook? Webhook, DailyError? Error) Read(JsonElement json, Func<string?, string?> checkUrl, bool isNew)
    {
        if (Known.Check(json, "The request") is { } unknown)
        {
            return (null, DailyError.Of(unknown));
        }

        var fields = new FieldReader(json);
        var (url, basicAuth, hmac) = (fields.Text("url"), fields.Text("basicAuth"), fields.Text("hmac"));
        var retry = fields.OneOf("retryType", WebhookRetries.CircuitBreaker, WebhookRetries.Exponential);
        var types = ReadTypes(json, fields);
        if ((isNew || url is not null) && checkUrl(url) is { } wrongUrl)
        {
            fields.Fail($"url {wrongUrl}");
        }

        if (hmac is not null && (hmac.Length > MaxSecretLength || !WebhookSignature.IsSecret(hmac)))
        {
            fields.Fail($"hmac must be base64 of a secret, at most {MaxSecretLength} characters");
        }

        if (basicAuth is not null && (basicAuth.Length is 0 or > MaxSecretLength || basicAuth.Any(c => char.IsControl(c) || !char.IsAscii(c))))
        {
            fields.Fail($"basicAuth must be 'user:password', or the same in base64: 1 to {MaxSecretLength} ASCII characters");
        }

        return fields.Error is { } error
            ? (null, DailyError.Of(error))
            : (new(url, Is("basicAuth", basicAuth), Is("retryType", retry), Is("eventTypes", types), Is("hmac", hmac)), null);

        Given<T> Is<T>(string name, T? value) => new(json.TryGetProperty(name, out _), value);
    }

    private static IReadOnlyList<string>? ReadTypes(JsonElement json, FieldReader fields)
    {
        if (!json.TryGetProperty("eventTypes", out var list) || list.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            fields.Fail($"eventTypes: expected a list of event types, found {list.Describe()}");
            return null;
        }

        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind is not JsonValueKind.String || !WebhookEventTypes.All.Contains(one.GetString()))
            {
                fields.Fail($"eventTypes: there is no event type {one.Describe()}; there are {string.Join(", ", WebhookEventTypes.All)}");
                return null;
            }
        }

        return [.. list.EnumerateArray().Select(one => one.GetString()!).Distinct()];
    }
}
