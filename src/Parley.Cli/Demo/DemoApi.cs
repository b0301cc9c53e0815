using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Parley.Cli.Demo;

/// <summary>The server's HTTP interface, used as anybody would use it.</summary>
internal sealed class DemoApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly DemoKeys _keys;

    public DemoApi(string url, DemoKeys keys)
    {
        _keys = keys;
        _http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>The id of an owned number, to call from.</summary>
    public async Task<string?> GetCallerIdAsync(CancellationToken cancellationToken)
    {
        var numbers = await SendAsync(HttpMethod.Get, "/v1/purchased-phone-numbers", _keys.Private, null, cancellationToken);
        return (string?)numbers["data"]?.AsArray().FirstOrDefault()?["id"];
    }

    /// <summary>Starts a session of the bundled outbound agent.</summary>
    /// <returns>The session's id.</returns>
    public async Task<string> StartAsync(JsonObject request, CancellationToken cancellationToken) =>
        (string?)(await SendAsync(HttpMethod.Post, "/v1/public/outbound/start", _keys.Public, request, cancellationToken))["sessionId"]
        ?? throw new InvalidDataException("The server did not name the session that it started.");

    /// <summary>The session and its dial-outs, as the server has written them down.</summary>
    public Task<JsonObject> GetSessionAsync(string sessionId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"/v1/agents/outbound/sessions/{sessionId}", _keys.Private, null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string key, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(answer)!.AsObject()
            : throw new InvalidDataException($"{method} {path} was answered {(int)response.StatusCode}: {answer}");
    }
}
