using System.Globalization;
using System.Text.Json;

namespace Parley.Server.Api.Secrets;

/// <summary>Secrets that may be written.</summary>
/// <param name="Region">The region asked for, if one was.</param>
/// <param name="Values">The secrets by name.</param>
internal sealed record ValidSecrets(string? Region, IReadOnlyDictionary<string, string> Values);

/// <summary>Reads requests to write secrets. Pure: JSON in, valid secrets or an error out. No error repeats a value.</summary>
internal static class SecretsReader
{
    /// <summary>The most characters of a value.</summary>
    public const int MaxValueLength = 32 * 1024;

    private const int MostAtOnce = Storage.SecretStore.MostKeys;

    private const string NoKey = "Expected 1 to 128 letters, digits, underscores, hyphens and dots, not beginning with a digit";
    private const string NotImages = "This server runs agents that are C# classes of its host, no container images, so there are no image pull secrets";

    public static ApiError? TryRead(JsonElement json, string set, out ValidSecrets? secrets)
    {
        secrets = null;
        var fields = new FieldReader(json);
        var (region, name, isPull, host) = (fields.Text("region"), fields.Text("name"), fields.Flag("isImagePullSecret"), fields.Text("host"));
        if (fields.Error is { } wrong)
        {
            return wrong;
        }

        if (isPull is true || host is not null)
        {
            return ApiError.BadRequest(NotImages);
        }

        if (name is not null && name != set)
        {
            return ApiError.BadRequest("name: expected the name of the set, as in the path");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var error = json.TryGetProperty("secrets", out var list) && list.ValueKind is not JsonValueKind.Null ? ReadAll(list, values) : ReadOne(json, "", values);
        secrets = new(region, values);
        return error;
    }

    private static ApiError? ReadAll(JsonElement list, Dictionary<string, string> values)
    {
        if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() is 0 or > MostAtOnce)
        {
            return ApiError.BadRequest($"secrets: expected a list of 1 to {MostAtOnce} objects with secretKey and secretValue");
        }

        foreach (var (place, item) in list.EnumerateArray().Index())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"secrets[{place}].");
            if (item.ValueKind is not JsonValueKind.Object)
            {
                return ApiError.BadRequest($"{path[..^1]}: expected an object with secretKey and secretValue");
            }

            if (ReadOne(item, path, values) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static ApiError? ReadOne(JsonElement secret, string path, Dictionary<string, string> values)
    {
        if (!secret.TryGetProperty("secretKey", out var key) || key.ValueKind is not JsonValueKind.String || !SecretNames.IsKey(key.GetString()!))
        {
            return ApiError.BadRequest($"{path}secretKey: {NoKey}");
        }

        if (!secret.TryGetProperty("secretValue", out var value) || value.ValueKind is not JsonValueKind.String || value.GetString() is not { Length: > 0 and <= MaxValueLength } text)
        {
            return ApiError.BadRequest($"{path}secretValue: Expected a string of 1 to {MaxValueLength} characters");
        }

        return values.TryAdd(key.GetString()!, text) ? null : ApiError.BadRequest($"{path}secretKey: {key.GetString()} is there twice");
    }
}
