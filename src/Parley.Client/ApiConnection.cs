using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parley.Client;

/// <summary>Requests with a key, answers with a type, refusals as exceptions.</summary>
internal sealed class ApiConnection(HttpClient http, ParleyClientOptions options)
{
    private const int MostShown = 200;

    public async Task<T> SendAsync<T>(HttpMethod method, string path, bool isPublic, HttpContent? content, JsonTypeInfo<T> type, IdempotencyKey? once, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, isPublic, content);
        if (once is { } key)
        {
            request.Headers.Add("Idempotency-Key", key.Value);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new ParleyApiException(response.StatusCode, $"{method} {path} was answered with something else than a {typeof(T).Name}", e);
        }
    }

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, path, isPublic: false, null, type, null, cancellationToken);

    /// <summary>Sends JSON with the private key.</summary>
    public Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken, IdempotencyKey? once = null)
        => SendAsync(HttpMethod.Post, path, isPublic: false, JsonContent.Create(body ?? throw new ArgumentNullException(nameof(body)), bodyType), type, once, cancellationToken);

    /// <summary>Deletes what is at a path.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
        => await SendAsync(HttpMethod.Delete, path, isPublic: false, null, ClientJson.Default.JsonElement, null, cancellationToken);

    /// <summary>Sends a request as it is, and gives the answer as it is.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
        => http.SendAsync(Request(method, path, isPublic: true, content), cancellationToken);

    /// <summary>One part of a path.</summary>
    public static string Part(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Uri.EscapeDataString(name);
    }

    /// <summary>A query of those values that there are.</summary>
    public static string Query(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var query = "";
        foreach (var (name, value) in values)
        {
            query += value is null ? "" : $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }

        return query;
    }

    public static string? Format(DateTimeOffset? moment) => moment?.ToString("O", CultureInfo.InvariantCulture);

    public static string Format(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var (code, error) = Read(text);
        var wait = response.Headers.RetryAfter?.Delta;
        throw new ParleyApiException(
            response.StatusCode, code ?? Format((int)response.StatusCode), error ?? (text.Length == 0 ? $"{response.ReasonPhrase}" : text[..Math.Min(text.Length, MostShown)]), wait);
    }

    /// <summary>Both envelopes: <c>{error, code}</c> of agents and sessions, <c>{error, info}</c> of rooms.</summary>
    private static (string? Code, string? Text) Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var (code, error, info) = (Find(json, "code"), Find(json, "error"), Find(json, "info"));
            return code is null ? (error, info ?? error) : (code, error ?? Find(json, "message"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Find(JsonDocument json, string name)
        => json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private HttpRequestMessage Request(HttpMethod method, string path, bool isPublic, HttpContent? content)
    {
        var key = isPublic ? options.PublicKey : options.PrivateKey;
        return key is null
            ? throw new InvalidOperationException($"{method} {path} takes a {(isPublic ? "public" : "private")} key, and the client was given none.")
            : new HttpRequestMessage(method, path) { Content = content, Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
    }
}
