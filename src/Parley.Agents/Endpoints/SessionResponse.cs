using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parley.Agents.Endpoints;

/// <summary>An agent's answer to a <see cref="SessionRequest"/>.</summary>
/// <param name="Status">The HTTP status, 200 to 599.</param>
public sealed record SessionResponse(int Status)
{
    /// <summary>What the body is; <see langword="null"/> when there is none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>More headers. Those that are the connection's own are not sent.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>An answer without a body (204).</summary>
    public static SessionResponse NoContent { get; } = new(204);

    /// <summary>Plain text.</summary>
    public static SessionResponse Text(string text, int status = 200) =>
        new(status) { ContentType = "text/plain; charset=utf-8", Body = Encoding.UTF8.GetBytes(text) };

    /// <summary>JSON as it is.</summary>
    public static SessionResponse Json(JsonElement json, int status = 200) =>
        new(status) { ContentType = "application/json", Body = Encoding.UTF8.GetBytes(json.GetRawText()) };

    /// <summary>A value as JSON.</summary>
    public static SessionResponse Json<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        new(status) { ContentType = "application/json", Body = JsonSerializer.SerializeToUtf8Bytes(value, type) };
}
