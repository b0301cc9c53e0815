using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Server.Api.Daily;
using Parley.Server.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Api.Dialin;

/// <summary>A valid dial-in setting.</summary>
internal sealed record ValidDialin(string? PhoneNumber, string RoomCreationApi, string? NamePrefix, string? Hmac, string? Message, double? Seconds);

/// <summary>Reads dial-in settings (contract 7.3), those of the domain and those of their own calls.</summary>
internal static partial class DialinRequestReader
{
    private const int MaxSecretLength = 512;
    private const double ShortestTimeout = 5;
    private const double LongestTimeout = 120;
    private const string NoMusicFromElsewhere =
        "hold_music_url: this server plays no music from elsewhere, since it has no decoder for MP3; its operator can set a WAV file with Parley:Dialin:HoldMusic";

    private static readonly PropertyNames Known = new("type", "phone_number", "room_creation_api", "name_prefix", "hmac", "timeout_config", "hold_music_url", "ivr_greeting");
    private static readonly PropertyNames KnownTimeout = new("message", "timeout");

    public static (ValidDialin? Setting, DailyError? Error) Read(JsonElement json, Func<string?, string?> checkUrl, string owner = "The request", bool needsType = true)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return (null, DailyError.Invalid($"{owner}: expected an object, found {json.Describe()}"));
        }

        if (Known.Check(json, owner) is { } unknown)
        {
            return (null, DailyError.Of(unknown));
        }

        var fields = new FieldReader(json);
        var type = fields.OneOf("type", "pinless_dialin", "pin_dialin");
        var (number, api, prefix, hmac) = (fields.Text("phone_number"), fields.Text("room_creation_api"), fields.Text("name_prefix"), fields.Text("hmac"));
        if (type is "pin_dialin" || (needsType && type is null))
        {
            fields.Fail(type is null ? "type must be pinless_dialin" : "type: numbers with PINs are not offered; use pinless_dialin");
        }

        if (number is not null && !E164().IsMatch(number))
        {
            fields.Fail("phone_number must be E.164, such as +15551230001");
        }

        if (checkUrl(api) is { } wrongUrl)
        {
            fields.Fail($"room_creation_api {wrongUrl}");
        }

        if (prefix is not null && !Prefix().IsMatch(prefix))
        {
            fields.Fail("name_prefix must be at most 64 letters, digits, - and _");
        }

        if (hmac is not null && (hmac.Length > MaxSecretLength || !WebhookSignature.IsSecret(hmac)))
        {
            fields.Fail($"hmac must be base64 of a secret, at most {MaxSecretLength} characters");
        }

        if (fields.Text("hold_music_url") is not null)
        {
            fields.Fail(NoMusicFromElsewhere);
        }

        var (message, seconds) = ReadTimeout(fields, owner);
        return fields.Error is { } error ? (null, DailyError.Of(error)) : (new(number, api!, prefix, hmac, message, seconds), null);
    }

    private static (string? Message, double? Seconds) ReadTimeout(FieldReader fields, string owner)
    {
        if (fields.Object("timeout_config") is not { } timeout)
        {
            return (null, null);
        }

        if (KnownTimeout.Check(timeout, $"{owner}: timeout_config") is { } unknown)
        {
            fields.Fail(unknown.Text);
        }

        var inner = new FieldReader(timeout, "timeout_config.");
        var (message, seconds) = (inner.Text("message"), inner.Seconds("timeout"));
        if (message?.Length > DialinConfig.MaxTextLength)
        {
            inner.Fail($"timeout_config.message must have at most {DialinConfig.MaxTextLength} characters");
        }

        if (seconds is { } span && span.TotalSeconds is < ShortestTimeout or > LongestTimeout)
        {
            inner.Fail($"timeout_config.timeout must be {ShortestTimeout} to {LongestTimeout} seconds");
        }

        if (inner.Error is { } wrong)
        {
            fields.Fail(wrong.Text);
        }

        return (message, seconds?.TotalSeconds);
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{5,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex E164();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
