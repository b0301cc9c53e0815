using System.Text.Json;
using Parley.Agents;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Api.Rooms;

/// <summary>A dial-out as it was asked for over REST.</summary>
/// <param name="Request">The call; its destination has been read, not judged.</param>
/// <param name="Wrong">What is out of range; said only after all that the contract checks before (5.2).</param>
internal sealed record DialoutReading(DialoutRequest Request, string? Wrong);

/// <summary>Reads the settings of a dial-out (contract 5.1).</summary>
internal static class DialoutReader
{
    /// <summary>The most characters that an extension, or tones, may have.</summary>
    public const int MostKeys = 20;

    private const int MostCodecs = 8;
    private const int LongestName = 128;
    private const double LongestWait = 60;

    /// <summary>Reads it.</summary>
    /// <returns>What is wrong with the destination, or with a caller ID, if anything is.</returns>
    public static ApiError? TryRead(JsonElement body, IReadOnlyCollection<string> trunks, out DialoutReading reading)
    {
        var (where, others) = (new FieldReader(body), new FieldReader(body));
        var (number, uri, callerId) = (where.Text("phoneNumber"), where.Text("sipUri"), where.Text("callerId"));
        var provider = others.Text("provider");
        var isKnown = provider is null or "daily" or "signalwire" || trunks.Contains(provider, StringComparer.OrdinalIgnoreCase);
        if (!isKnown)
        {
            others.Fail($"provider: expected daily, or a trunk: {string.Join(", ", trunks)}");
        }

        if (provider is "daily" && number is not null)
        {
            others.Fail("provider daily does not dial phone numbers");
        }

        var permissions = others.Object("permissions");
        if (permissions is { } given && PartyPermissions.Check(given, "permissions") is { } wrong)
        {
            others.Fail(wrong);
        }

        others.Flag("video");
        others.Object("videoSettings");
        var (name, extension, wait, codecs, userId) = (Name(others), others.Text("extension"), Wait(body, others), Codecs(others), others.Text("userId"));
        var request = new DialoutRequest(number)
        {
            SipUri = uri,
            CallerId = callerId,
            DisplayName = name,
            UserId = userId,
            Extension = extension,
            WaitBeforeExtension = wait,
            Codecs = codecs,
            Permissions = permissions?.Clone(),
            Provider = isKnown ? provider : null,
        };
        reading = new(request, others.Error?.Text);
        return where.Error;
    }

    /// <summary>The name shown in the room.</summary>
    public static string? Name(FieldReader fields)
    {
        var name = fields.Text("displayName");
        if (name is { Length: > LongestName } || name?.Any(char.IsControl) is true)
        {
            fields.Fail($"displayName: expected at most {LongestName} characters on one line");
            return null;
        }

        return name;
    }

    /// <summary>How long to wait before the extension.</summary>
    public static TimeSpan Wait(JsonElement body, FieldReader fields)
    {
        if (!body.TryGetProperty("waitBeforeExtensionDialSec", out var wait) || wait.ValueKind is JsonValueKind.Null)
        {
            return TimeSpan.Zero;
        }

        if (wait.ValueKind is JsonValueKind.Number && wait.TryGetDouble(out var seconds) && seconds is >= 0 and <= LongestWait)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        fields.Fail("waitBeforeExtensionDialSec must be 0 to 60");
        return TimeSpan.Zero;
    }

    private static DialoutCodecs? Codecs(FieldReader fields)
    {
        if (fields.Object("codecs") is not { } codecs)
        {
            return null;
        }

        var inside = new FieldReader(codecs, "codecs.");
        var audio = DailyFields.Texts(codecs, "audio", MostCodecs, inside);
        DailyFields.Texts(codecs, "video", MostCodecs, inside);
        if (inside.Error is { } wrong)
        {
            fields.Fail($"codecs.{wrong.Text}");
        }

        return audio.Count == 0 ? null : new(audio);
    }
}
