using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAi;

/// <summary>The way to one OpenAI-compatible server. Turns its refusals into exceptions that say what to do.</summary>
internal sealed class OpenAiConnection : IDisposable
{
    private const int MaxErrorLength = 300;
    private readonly TimeProvider _time;
    private readonly Uri _baseUrl;
    private readonly string _keySetting;

    /// <summary>Makes the way; nothing is sent yet.</summary>
    /// <param name="options">Where, with which key and how patiently.</param>
    /// <param name="time">The clock of the limits.</param>
    /// <param name="keySetting">The setting of the key, for who has to mend it.</param>
    /// <param name="usage">Counts what is asked.</param>
    /// <param name="dialect">Changes requests for a server whose addresses and headers are its own.</param>
    public OpenAiConnection(OpenAiCompatibleOptions options, TimeProvider time, string keySetting, VendorUsage usage, DelegatingHandler? dialect = null)
    {
        _time = time;
        _keySetting = keySetting;
        Options = options;
        Usage = usage;
        _baseUrl = new Uri(Options.BaseUrl!.AbsoluteUri.TrimEnd('/') + "/");
#pragma warning disable CA2000 // The client disposes its handlers.
        HttpMessageHandler handler = new RetryHandler(Options, time) { InnerHandler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) } };
#pragma warning restore CA2000
        if (dialect is not null)
        {
            dialect.InnerHandler = handler;
            handler = dialect;
        }

        Http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The options this connection was made from.</summary>
    public OpenAiCompatibleOptions Options { get; }

    /// <summary>What was asked of it so far.</summary>
    public VendorUsage Usage { get; }

    /// <summary>The client with its retries and without a time limit, which each request brings.</summary>
    public HttpClient Http { get; }

    /// <summary>The time limit of one request, step by step.</summary>
    public Patience StartPatience(CancellationToken cancellationToken) => new(this, _time, cancellationToken);

    /// <summary>Posts a request and waits for the head of the answer, which then is a success.</summary>
    /// <exception cref="SpeechException">The server refused, failed or cannot be reached.</exception>
    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_baseUrl, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Options.ApiKey);
        try
        {
            var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw Refused((int)response.StatusCode, await ReadErrorAsync(response, cancellationToken), response.Headers.RetryAfter?.Delta);
            }
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
    }

    /// <summary>What a status other than success means.</summary>
    public SpeechException Refused(int status, string text, TimeSpan? retryAfter = null, Exception? cause = null)
    {
        var said = text.Length == 0 ? "" : $" The server says: {Safe(text)}";
        return Count(status switch
        {
            (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden =>
                new(SpeechFailure.Unauthorized, $"{_baseUrl} did not accept the key (HTTP {status}). Check {_keySetting}.{said}"), // without the cause, which may repeat the key
            (int)HttpStatusCode.PaymentRequired => QuotaExceeded(status, said, cause),
            (int)HttpStatusCode.TooManyRequests when IsQuota(text) => QuotaExceeded(status, said, cause),
            (int)HttpStatusCode.TooManyRequests =>
                new(SpeechFailure.RateLimited, $"{_baseUrl} takes no more requests for now (HTTP 429{After(retryAfter)}): the rate or the quota is used up.{said}", cause) { RetryAfter = retryAfter },
            (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.GatewayTimeout =>
                new(SpeechFailure.TimedOut, $"{_baseUrl} gave up waiting for itself (HTTP {status}).{said}", cause),
            >= 500 => new(SpeechFailure.Unavailable, $"{_baseUrl} has a fault of its own (HTTP {status}).{said}", cause),
            _ => new(SpeechFailure.Refused, $"{_baseUrl} refused the request (HTTP {status}). Check the address and the names of models and voice.{said}", cause),
        });
    }

    /// <summary>The server kept silent for too long.</summary>
    public SpeechException TimedOut(Exception cause) =>
        Count(new(SpeechFailure.TimedOut, $"{_baseUrl} kept silent for {Options.Timeout.TotalSeconds:0.#} s.", cause));

    /// <summary>There is no connection, or it broke.</summary>
    public SpeechException Unreachable(Exception cause) =>
        Count(new(SpeechFailure.Unavailable, $"{_baseUrl} cannot be reached, or hung up: {cause.Message}", cause));

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(body);
            var error = json.RootElement.GetProperty("error");
            return (error.ValueKind is JsonValueKind.Object ? error.GetProperty("message") : error).GetString() ?? "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return body;
        }
    }

    /// <summary>OpenAI tells an account without credit from too many requests by these words only (platform.openai.com/docs/guides/error-codes).</summary>
    private static bool IsQuota(string text) =>
        text.Contains("insufficient_quota", StringComparison.Ordinal) || text.Contains("exceeded your current quota", StringComparison.Ordinal);

    private SpeechException QuotaExceeded(int status, string said, Exception? cause) => new(
        SpeechFailure.QuotaExceeded,
        $"{_baseUrl} says that the account of {_keySetting} has used up its credit (HTTP {status}). Add credit there, or set another account's key.{said}",
        cause);

    private SpeechException Count(SpeechException failure)
    {
        Usage.CountFailure(failure.Failure);
        return failure;
    }

    private string Safe(string text)
    {
        var safe = Options.ApiKey is { Length: > 5 } key ? text.Replace(key, "(the key)", StringComparison.Ordinal) : text;
        return safe.Length <= MaxErrorLength ? safe : safe[..MaxErrorLength] + "...";
    }

    private static string After(TimeSpan? delay) => delay is { } wait ? $", again in {wait.TotalSeconds:0.#} s" : "";
}
