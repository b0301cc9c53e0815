using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Rooms;
using Parley.Telephony;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>The whole server with its door: HTTP, UDP and a database, in real time. Its agents do what the test says, its trunk leads to a phone of the test.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private static int s_ports = 40_000 + (Random.Shared.Next(100) * 100);

    private readonly TempFolder _folder;
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _ends = new();

    private LiveServer(TempFolder folder, WebApplication app, Phone phone, AgentScripts scripts)
    {
        (_folder, _app, Phone, Agents) = (folder, app, phone, scripts);
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Services.GetRequiredService<SessionWatch>().Ended += (id, _) => EndSource(id).TrySetResult();
    }

    public Phone Phone { get; }

    public HttpClient Client => _client;

    /// <summary>What the agents do, by name.</summary>
    public AgentScripts Agents { get; }

    public IServiceProvider Services => _app.Services;

    public Switchboard Switchboard => Services.GetRequiredService<TelephonyHost>().Switchboard;

    public IPEndPoint SipEndPoint => Switchboard.Sip.LocalEndPoint;

    public int ActiveSessions => Services.GetRequiredService<AgentCapacity>().Active("outbound") + Services.GetRequiredService<AgentCapacity>().Active("inbound");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<LiveServer> StartAsync(Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        var (folder, phone, scripts) = (new TempFolder(), await Phone.StartAsync(), new AgentScripts());
        var ports = Interlocked.Add(ref s_ports, 40);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollectionOf(
            [
                .. folder.Storage,
                ("Sip:Listen:0", "127.0.0.1:0"),
                ("Media:PortRange", $"{ports}-{ports + 39}"),
                ("Trunks:0:Name", "carrier"),
                ("Trunks:0:Uri", $"sip:{phone.EndPoint}"),
                ("Trunks:0:CallsPerSecond", "1000"),
                ("Numbers:0:Id", CallServer.NumberId),
                ("Numbers:0:Number", CallServer.Number),
                ("Keys:Public:0", TestServer.PublicKey),
                ("Keys:Private:0", TestServer.PrivateKey),
                ("RateLimits:Enabled", "false"),
                .. settings,
            ]);
        builder.Services.AddSingleton(scripts);
        configure?.Invoke(builder.Services);
        builder.AddParley().AddAgent<ScriptedAgent>("outbound").AddAgent<ScriptedAgent>("inbound");
        var app = builder.Build();
        app.UseRouting();
        app.MapParley();
        await app.StartAsync(Token);
        return new(folder, app, phone, scripts);
    }

    /// <summary>Starts a session over HTTP.</summary>
    public async Task<Guid> StartSessionAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/public/outbound/start");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestServer.PublicKey);
        request.Content = new StringContent("""{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true}}""", Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonElement.Parse(answer).GetProperty("sessionId").GetGuid();
    }

    /// <summary>Starts a session of an agent as a request asks for it, and gives the answer.</summary>
    public async Task<JsonElement> StartAsync(string agent, string json)
    {
        var answer = await SendAsync(HttpMethod.Post, $"/v1/public/{agent}/start", json, TestServer.PublicKey);
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }

    /// <summary>Asks something over the private API.</summary>
    public Task<TestServer.Answer> PostAsync(string path, string json, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, json, TestServer.PrivateKey, headers);

    public Task<TestServer.Answer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json, TestServer.PrivateKey);

    /// <summary>What a session's agent was told so far, as the API shows it.</summary>
    public async Task<List<JsonElement>> EventsAsync(Guid session, string agent = "outbound")
        => [.. (await GetAsync($"/v1/agents/{agent}/sessions/{session}/events")).Json.GetProperty("events").EnumerateArray()];

    public Task<TestServer.Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, TestServer.PrivateKey);

    public Task<TestServer.Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, TestServer.PrivateKey);

    /// <summary>Waits until a session is over and gives what is known of it.</summary>
    public async Task<EndedSession> EndOfAsync(Guid id, string agent = "outbound")
    {
        await EndSource(id).Task.WaitAsync(Token);
        await Services.GetRequiredService<LiveSessions>().WhenEndedAsync(id, Token);
        var record = await SendAsync(HttpMethod.Get, $"/v1/agents/{agent}/sessions/{id}");
        return new(id, record, Services.GetRequiredService<SessionTimelines>().Get(id));
    }

    /// <summary>Waits until a participant is present in some room.</summary>
    public async Task PresentAsync(string id)
    {
        var rooms = Services.GetRequiredService<LiveRooms>();
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rooms.Happened += (_, e) =>
        {
            if (e is ParticipantJoined { Participant.Id: var present } && present == id)
            {
                joined.TrySetResult();
            }
        };
        if (!rooms.All.Any(room => room.Present.Any(p => p.Id == id)))
        {
            await joined.Task.WaitAsync(Token);
        }
    }

    /// <summary>Waits until a call leg is over and no room has it any more.</summary>
    public Task GoneAsync(string leg)
        => (Services.GetRequiredService<LiveRooms>().All.SelectMany(room => room.Legs).FirstOrDefault(other => other.Id == leg)?.Completion ?? Task.CompletedTask).WaitAsync(Token);

    /// <summary>Stops a session as an operator does.</summary>
    public Task<JsonElement> DeleteAsync(Guid id) => SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{id}");

    /// <summary>Sees to it that nothing of any call is left.</summary>
    public void AssertNothingIsLeft() => Assert.Equal((0, 0, 0), (Switchboard.ActiveCalls, Switchboard.Ports.InUse, ActiveSessions));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await Phone.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestServer.PrivateKey);
        using var response = await _client.SendAsync(request, Token);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<TestServer.Answer> SendAsync(HttpMethod method, string path, string? json, string key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return new((int)response.StatusCode, JsonElement.Parse(text))
        {
            Text = text,
            IsReplay = response.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true",
        };
    }

    private TaskCompletionSource EndSource(Guid session) => _ends.GetOrAdd(session, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
