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
using Parley.Telephony;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>What an agent of a test does.</summary>
internal delegate Task AgentScript(AgentSession<JsonElement> session, CancellationToken cancellationToken);

/// <summary>The whole server with real sessions and real calls on loopback; its agents do what the test says, its trunk leads to a phone of the test.</summary>
internal sealed class CallServer : IAsyncDisposable
{
    public const string Callee = "+15551230001";
    public const string Number = "+15550001111";
    public const string NumberId = "3f0e9f5a-0000-4000-8000-000000000001";

    private const string OpenRoom = """{"enable_dialout":true}""";
    private static int s_ports = 40_000 + (Random.Shared.Next(100) * 100);

    private readonly TempFolder _folder;
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private CallServer(TempFolder folder, WebApplication app, Phone phone, Scripts scripts)
    {
        (_folder, _app, Phone, Agents) = (folder, app, phone, scripts);
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Followed = FollowAsync(Services.GetRequiredService<SessionFeed>().ReadAllAsync(CancellationToken.None));
    }

    public Phone Phone { get; }

    /// <summary>What the agents do, by name.</summary>
    public Scripts Agents { get; }

    public string Folder => _folder.Path;

    public IServiceProvider Services => _app.Services;

    public Switchboard Switchboard => Services.GetRequiredService<TelephonyHost>().Switchboard;

    public IPEndPoint SipHop => Switchboard.Sip.LocalEndPoint;

    public int ActiveSessions => Services.GetRequiredService<AgentCapacity>().Active("outbound") + Services.GetRequiredService<AgentCapacity>().Active("inbound");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task Followed { get; }

    private ConcurrentDictionary<Guid, TaskCompletionSource> Ends { get; } = new();

    private ConcurrentQueue<Guid> StartedByCalls { get; } = new();

    public static Task<CallServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, settings);

    public static async Task<CallServer> StartAsync(Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var (folder, phone, scripts) = (new TempFolder(), await Phone.StartAsync(), new Scripts());
        var ports = Interlocked.Add(ref s_ports, 40);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollectionOf(
            [
                ("Storage:ConnectionString", $"Data Source={folder.Database}"),
                ("Sip:Listen:0", "127.0.0.1:0"),
                ("Media:PortRange", $"{ports}-{ports + 39}"),
                ("Trunks:0:Name", "carrier"),
                ("Trunks:0:Uri", $"sip:{phone.EndPoint}"),
                ("Trunks:0:CallsPerSecond", "1000"),
                ("Numbers:0:Id", NumberId),
                ("Numbers:0:Number", Number),
                ("Keys:Public:0", TestServer.PublicKey),
                ("Keys:Private:0", TestServer.PrivateKey),
                .. settings,
            ]);
        builder.Services.AddSingleton(scripts);
        configure(builder.Services);
        builder.AddParley().AddAgent<ScriptedAgent>("outbound").AddAgent<ScriptedAgent>("inbound");
        var app = builder.Build();
        app.UseRouting();
        app.MapParley();
        await app.StartAsync(Token);
        return new(folder, app, phone, scripts);
    }

    /// <summary>Starts a session over HTTP.</summary>
    /// <param name="body">The body for the agent.</param>
    /// <param name="room">The room's properties; <c>enable_dialout</c> alone when null.</param>
    public async Task<Guid> StartSessionAsync(string body = "{}", string? room = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/public/outbound/start");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestServer.PublicKey);
        request.Content = new StringContent(
            $$"""{"createDailyRoom":true,"dailyRoomProperties":{{room ?? OpenRoom}},"body":{{body}}}""", Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonElement.Parse(answer).GetProperty("sessionId").GetGuid();
    }

    /// <summary>Runs a session of an agent to its end.</summary>
    public async Task<EndedSession> RunSessionAsync(AgentScript agent, string? room = null)
    {
        Agents["outbound"] = agent;
        return await EndOfAsync(await StartSessionAsync(room: room));
    }

    /// <summary>Waits until a session is over and gives what is known of it.</summary>
    public async Task<EndedSession> EndOfAsync(Guid id, string agent = "outbound")
    {
        await Ends.GetOrAdd(id, _ => new()).Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await Services.GetRequiredService<LiveSessions>().WhenEndedAsync(id, Token);
        var record = await SendAsync(HttpMethod.Get, $"/v1/agents/{agent}/sessions/{id}");
        return new(id, record, Services.GetRequiredService<SessionTimelines>().Get(id));
    }

    /// <summary>Stops a session as an operator does.</summary>
    public Task<JsonElement> DeleteAsync(Guid id) => SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{id}");

    /// <summary>Stops the server as Ctrl-C does.</summary>
    public Task StopAsync() => _app.StopAsync(Token);

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

    private async Task FollowAsync(IAsyncEnumerable<SessionEvent> feed)
    {
        await foreach (var happened in feed)
        {
            if (happened.Occurred is null)
            {
                Ends.GetOrAdd(happened.SessionId, _ => new()).TrySetResult();
            }
        }
    }

    internal sealed class Scripts
    {
        private readonly ConcurrentDictionary<string, AgentScript> _scripts = new();

        public AgentScript this[string agent]
        {
            get => _scripts[agent];
            set => _scripts[agent] = value;
        }
    }

    private sealed class ScriptedAgent(Scripts scripts) : IVoiceAgent
    {
        public Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken) => scripts[session.AgentName](session, cancellationToken);
    }
}

/// <summary>What is known of a session that is over.</summary>
internal sealed record EndedSession(Guid Id, JsonElement Record, IReadOnlyList<AgentEvent> Events)
{
    public string Status => Record.GetProperty("completionStatus").GetString()!;

    public string Reason => Record.GetProperty("endReason").GetString()!;

    public JsonElement Dialout => Assert.Single(Record.GetProperty("dialouts").EnumerateArray());

    /// <summary>The events by name, in order.</summary>
    public string Story => string.Join(' ', Events.Select(e => e is CallStateUpdated { State: var state }
        ? $"{state}".ToLowerInvariant()
        : (string)JsonSerializer.SerializeToNode(e, AgentEventJson.Default.AgentEvent)!["action"]!));

    public T The<T>()
        where T : AgentEvent => Assert.Single(Events.OfType<T>());
}
