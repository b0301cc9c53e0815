using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Parley.Agents;

/// <summary>
/// Reads <c>dialout_settings</c> of a start body: an array of objects, or one object, with camelCase or snake_case keys (contract 1.1).
/// </summary>
public static class DialoutSettings
{
    /// <summary>The key looked for.</summary>
    public const string Key = "dialout_settings";

    /// <summary>Reads the calls that a start body asks for.</summary>
    /// <param name="body">The start body.</param>
    /// <param name="requests">The calls, in the body's order.</param>
    /// <param name="error">What is wrong with the body: what was looked for and what was found.</param>
    public static bool TryRead(
        JsonElement body, [NotNullWhen(true)] out IReadOnlyList<DialoutRequest>? requests, [NotNullWhen(false)] out string? error)
    {
        requests = null;
        if (body.ValueKind is not JsonValueKind.Object)
        {
            error = $"looked for '{Key}', found a body that is no object";
            return false;
        }

        if (!body.TryGetProperty(Key, out var settings))
        {
            error = $"looked for '{Key}', found {Found(body)}";
            return false;
        }

        JsonElement[] entries = settings.ValueKind switch
        {
            JsonValueKind.Array => [.. settings.EnumerateArray()],
            JsonValueKind.Object => [settings],
            _ => [],
        };
        if (entries.Length == 0)
        {
            var found = settings.ValueKind is JsonValueKind.Array ? "an empty array" : $"{settings.ValueKind}";
            error = $"looked for calls in '{Key}', found {found}";
            return false;
        }

        var read = new List<DialoutRequest>(entries.Length);
        foreach (var entry in entries)
        {
            if (!TryReadEntry(entry, out var request, out error))
            {
                error = $"{Key}[{read.Count}]: {error}";
                return false;
            }

            read.Add(request);
        }

        (requests, error) = (read, null);
        return true;
    }

    private static bool TryReadEntry(
        JsonElement entry, [NotNullWhen(true)] out DialoutRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        if (entry.ValueKind is not JsonValueKind.Object)
        {
            error = $"looked for an object, found {entry.ValueKind}";
            return false;
        }

        var fields = new EntryReader(entry);
        var read = new DialoutRequest(fields.Text("phoneNumber"))
        {
            SipUri = fields.Text("sipUri"),
            CallerId = fields.Text("callerId"),
            DisplayName = fields.Text("displayName"),
            UserId = fields.Text("userId"),
            Extension = fields.Text("extension"),
            WaitBeforeExtension = fields.Seconds("waitBeforeExtensionDialSec") ?? TimeSpan.Zero,
            RingTimeout = fields.Seconds("ringTimeoutSec"),
            Codecs = ReadCodecs(fields.Object("codecs")),
            Permissions = fields.Object("permissions"),
            Provider = fields.Text("provider"),
        };
        var hasDestination = read.PhoneNumber is not null || read.SipUri is not null;
        error = fields.Error ?? (hasDestination ? null : $"looked for 'phoneNumber' or 'sipUri', found {Found(entry)}");
        if (error is not null)
        {
            return false;
        }

        request = read;
        return true;
    }

    private static DialoutCodecs? ReadCodecs(JsonElement? codecs)
    {
        if (codecs?.TryGetProperty("audio", out var audio) is not true || audio.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var names = audio.EnumerateArray().Where(name => name.ValueKind is JsonValueKind.String);
        return new([.. names.Select(name => name.GetString()!)]);
    }

    /// <summary>Names the key that was probably meant; without one, all keys.</summary>
    private static string Found(JsonElement entry)
    {
        string[] names = [.. entry.EnumerateObject().Select(property => property.Name)];
        var meant = names.Where(name => name.Contains("settings", StringComparison.OrdinalIgnoreCase)).ToArray();
        return names.Length == 0 ? "nothing" : string.Join(", ", (meant.Length > 0 ? meant : names).Take(10).Select(name => $"'{name}'"));
    }

    /// <summary>Reads fields by their camelCase name or its snake_case form, and keeps the first thing that was wrong.</summary>
    private sealed class EntryReader(JsonElement entry)
    {
        public string? Error { get; private set; }

        public string? Text(string name) => Find(name, JsonValueKind.String)?.GetString();

        public JsonElement? Object(string name) => Find(name, JsonValueKind.Object)?.Clone();

        public TimeSpan? Seconds(string name)
        {
            if (Find(name, JsonValueKind.Number)?.GetDouble() is not { } seconds)
            {
                return null;
            }

            if (seconds is >= 0 and <= 86_400)
            {
                return TimeSpan.FromSeconds(seconds);
            }

            Error ??= string.Create(CultureInfo.InvariantCulture, $"'{name}' is {seconds}, which is no duration in seconds");
            return null;
        }

        private JsonElement? Find(string name, JsonValueKind kind)
        {
            var exists = entry.TryGetProperty(name, out var value)
                || entry.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), out value);
            if (!exists || value.ValueKind is JsonValueKind.Null)
            {
                return null;
            }

            if (value.ValueKind == kind)
            {
                return value;
            }

            Error ??= $"'{name}' should be {kind}, found {value.ValueKind}";
            return null;
        }
    }
}
