using System.Globalization;
using System.Text.Json;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Api;

/// <summary>
/// Reads the fields of a JSON object by type. A missing field and <c>null</c> are the same; the first field of a wrong type is kept as
/// <see cref="Error"/>, with its name, what was expected and what was found.
/// </summary>
internal sealed class FieldReader(JsonElement value, string path = "")
{
    public ApiError? Error { get; private set; }

    public bool? Flag(string name) => Find(name, "true or false", v => v.ValueKind is JsonValueKind.True or JsonValueKind.False)?.GetBoolean();

    public string? Text(string name) => Find(name, "a string", v => v.ValueKind is JsonValueKind.String)?.GetString();

    public JsonElement? Object(string name) => Find(name, "an object", v => v.ValueKind is JsonValueKind.Object);

    public int? Integer(string name, int minimum, int maximum)
        => Find(name, $"a whole number from {minimum} to {maximum}", v => v.ValueKind is JsonValueKind.Number && v.TryGetInt32(out var i) && i >= minimum && i <= maximum)?.GetInt32();

    public TimeSpan? Seconds(string name)
        => Find(name, "a number of seconds above 0", v => v.ValueKind is JsonValueKind.Number && v.TryGetDouble(out var s) && s is > 0 and < 1e9) is { } seconds
            ? TimeSpan.FromSeconds(seconds.GetDouble())
            : null;

    /// <summary>A moment in seconds since 1970.</summary>
    public DateTimeOffset? Moment(string name)
    {
        if (Find(name, "a number of seconds since 1970", v => v.ValueKind is JsonValueKind.Number) is not { } number)
        {
            return null;
        }

        if (UnixTime.TryRead(number, out var moment))
        {
            return moment;
        }

        Fail($"{path}{name} is {number.GetRawText()}: expected seconds since 1970, and this is no year that we know; milliseconds, perhaps?");
        return null;
    }

    /// <summary>A moment that must not have passed.</summary>
    public DateTimeOffset? FutureMoment(string name, DateTimeOffset now)
    {
        var moment = Moment(name);
        if (moment <= now)
        {
            Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}{name} is in the past: {moment.Value.ToUnixTimeSeconds()} is {moment.Value:yyyy-MM-ddTHH:mm:ssZ}, and now it is {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} ({now.ToUnixTimeSeconds()})"));
        }

        return moment;
    }

    public string? OneOf(string name, params string[] choices)
        => Find(name, $"one of {string.Join(", ", choices)}", v => v.ValueKind is JsonValueKind.String && choices.Contains(v.GetString()))?.GetString();

    /// <summary>Notes what is wrong, unless something was wrong before.</summary>
    public void Fail(string text) => Error ??= ApiError.Bad(text);

    private JsonElement? Find(string name, string expected, Func<JsonElement, bool> fits)
    {
        if (!value.TryGetProperty(name, out var found) || found.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (fits(found))
        {
            return found;
        }

        Fail($"{path}{name}: expected {expected}, found {found.Describe()}");
        return null;
    }
}
