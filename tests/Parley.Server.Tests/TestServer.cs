using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions;

namespace Parley.Server.Tests;

/// <summary>The server on Kestrel and a database of its own, with sessions that do nothing by themselves.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string PublicKey = "pk_0123456789abcdef";
    public const string PrivateKey = "sk_0123456789abcdef";
    public static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly WebApplication _app;

    private TestServer(WebApplication app, FakeSessionRunner runner, FakeTimeProvider time, StringWriter output)
    {
        (_app, Runner, Time, Output) = (app, runner, time, output);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public FakeSessionRunner Runner { get; }

    public FakeTimeProvider Time { get; }

    public StringWriter Output { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<TestServer> StartAsync(TempFolder folder, params (string Key, string Value)[] settings)
        => StartWithoutKeysAsync(folder, [("Keys:Public:0", PublicKey), ("Keys:Private:0", PrivateKey), .. settings]);

    public static async Task<TestServer> StartWithoutKeysAsync(TempFolder folder, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollectionOf([.. folder.Storage, ("Sip:Listen:0", "127.0.0.1:0"), ("RateLimits:Enabled", "false"), .. settings]);
        var (runner, time, output) = (new FakeSessionRunner(), new FakeTimeProvider(Now), new StringWriter());
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<ISessionRunner>(runner);
        builder.Services.AddSingleton(new Announcer(output));
        builder.AddParley().AddAgent<SilentAgent>("outbound").AddAgent<SilentAgent>("other");

        var app = builder.Build();
        app.UseRouting();
        app.MapParley();
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app, runner, time, output);
    }

    /// <summary>Sends a start request and gives status and body.</summary>
    public Task<Answer> StartAgentAsync(string json, string agent = "outbound", string? key = PublicKey)
        => SendAsync(HttpMethod.Post, $"/v1/public/{agent}/start", key, new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<Guid> StartSessionAsync(string agent = "outbound")
        => (await StartAgentAsync("{}", agent)).Json.GetProperty("sessionId").GetGuid();

    public Task<Answer> GetAsync(string path, string? key = PrivateKey) => SendAsync(HttpMethod.Get, path, key);

    /// <summary>Sends JSON.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string path, string? key, string json)
        => SendAsync(method, path, key, new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<Answer> PostAsync(string path, string json, string? key = PrivateKey)
        => SendAsync(HttpMethod.Post, path, key, new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<Answer> DeleteAsync(string path, string? key = PrivateKey) => SendAsync(HttpMethod.Delete, path, key);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? key, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text))
        {
            Text = text,
            RetryAfter = response.Headers.RetryAfter?.Delta,
            IsReplay = response.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true",
        };
    }

    /// <summary>Stops as Ctrl-C does.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>An answer.</summary>
    internal sealed record Answer(int Status, JsonElement Json)
    {
        public string Text { get; init; } = "";

        public TimeSpan? RetryAfter { get; init; }

        public bool IsReplay { get; init; }

        public string Code => Json.GetProperty("code").GetString()!;

        public string Error => Json.GetProperty("error").GetString()!;

        /// <summary>Status, type and text of a refusal of the rooms API.</summary>
        public (int Status, string Type, string Info) Refusal => (Status, Error, Json.GetProperty("info").GetString()!);
    }

    private sealed class SilentAgent : IVoiceAgent
    {
        public Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
