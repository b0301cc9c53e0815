using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests;

/// <summary>The real server as a process of its own, on free ports and an empty database, spoken to over HTTP as a user would.</summary>
internal sealed class ParleyServer : IAsyncDisposable
{
    public const string PublicKey = "pk_00000000000000000000000000000001";
    public const string PrivateKey = "sk_00000000000000000000000000000001";
    public const string NumberId = "3f0e9f5a-0000-4000-8000-000000000001";
    public const string Number = "+15550001111";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly bool _ownsFolder;

    private ParleyServer(PeerProcess process, string folder, bool ownsFolder, int httpPort, int sipPort)
    {
        (Process, Folder, _ownsFolder, SipPort) = (process, folder, ownsFolder, sipPort);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
    }

    public PeerProcess Process { get; }

    /// <summary>The folder with its database and recordings.</summary>
    public string Folder { get; }

    public int SipPort { get; }

    public HttpClient Http { get; }

    public string Recordings => Path.Combine(Folder, "recordings");

    /// <summary>Starts a server.</summary>
    /// <param name="trunkPort">Where its trunk is, on 127.0.0.1.</param>
    /// <param name="settings">More settings, e.g. <c>Parley__Trunks__0__Username</c>.</param>
    /// <param name="folder">The folder of an earlier server to go on with; null for a new one.</param>
    /// <param name="arguments">More arguments of <c>parley serve</c>.</param>
    public static async Task<ParleyServer> StartAsync(int trunkPort, IReadOnlyDictionary<string, string>? settings = null, string? folder = null, IReadOnlyList<string>? arguments = null)
    {
        var ownsFolder = folder is null;
        folder ??= Directory.CreateTempSubdirectory("parley-server-").FullName;
        var (http, sip, rtp) = (FreePorts.Take(), FreePorts.Take(), FreePorts.TakeBlock(40));
        var environment = new Dictionary<string, string>
        {
            ["Parley__Storage__ConnectionString"] = $"Data Source={Path.Combine(folder, "parley.db")}",
            ["Parley__Sip__Listen__0"] = $"127.0.0.1:{sip}",
            ["Parley__Media__PortRange"] = $"{rtp}-{rtp + 39}",
            ["Parley__Trunks__0__Name"] = "carrier",
            ["Parley__Trunks__0__Uri"] = $"sip:127.0.0.1:{trunkPort}",
            ["Parley__Numbers__0__Id"] = NumberId,
            ["Parley__Numbers__0__Number"] = Number,
            ["Parley__Keys__Public__0"] = PublicKey,
            ["Parley__Keys__Private__0"] = PrivateKey,
            ["Parley__RateLimits__Enabled"] = "false",
            ["Parley__Recording__Folder"] = Path.Combine(folder, "recordings"),
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        var process = PeerProcess.Start("dotnet", folder, [Executable, "serve", "--urls", $"http://127.0.0.1:{http}", .. arguments ?? []], environment);
        var server = new ParleyServer(process, folder, ownsFolder, http, sip);
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The command <c>parley</c> as built together with these tests.</summary>
    public static string Executable { get; } =
        Path.Combine(Repository.Root, "artifacts", "bin", "Parley.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "parley.dll");

    /// <summary>Starts a session that dials what <paramref name="dialouts"/> says and gives its id.</summary>
    public Task<string> DialAsync(params JsonObject[] dialouts) => StartAsync([], dialouts);

    /// <summary>The same, with more fields in the start request.</summary>
    public async Task<string> StartAsync(JsonObject request, params JsonObject[] dialouts)
    {
        request["createDailyRoom"] = true;
        request["dailyRoomProperties"] = new JsonObject { ["enable_dialout"] = true };
        request["body"] = new JsonObject { ["dialout_settings"] = new JsonArray([.. dialouts]) };
        using var message = Authorized(HttpMethod.Post, "/v1/public/outbound/start", PublicKey);
        message.Content = JsonContent.Create(request);
        using var response = await Http.SendAsync(message);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {answer}");
        return (string)answer!["sessionId"]!;
    }

    /// <summary>One session as the API shows it.</summary>
    public Task<JsonObject> GetSessionAsync(string id, string agent = "outbound") => GetAsync($"/v1/agents/{agent}/sessions/{id}");

    /// <summary>The names of what happened in a session, in order, e.g. <c>dialout-answered</c>.</summary>
    public async Task<IReadOnlyList<JsonObject>> GetEventsAsync(string id, string agent = "outbound") =>
        [.. (await GetAsync($"/v1/agents/{agent}/sessions/{id}/events"))["events"]!.AsArray().Select(e => e!.AsObject())];

    /// <summary>The ids of an agent's sessions, the newest first.</summary>
    public async Task<IReadOnlyList<string>> ListSessionsAsync(string agent) =>
        [.. (await GetAsync($"/v1/agents/{agent}/sessions"))["sessions"]!.AsArray().Select(s => (string)s!["sessionId"]!)];

    /// <summary>Stops a session, as an operator would.</summary>
    public async Task DeleteSessionAsync(string id, string agent = "outbound")
    {
        using var message = Authorized(HttpMethod.Delete, $"/v1/agents/{agent}/sessions/{id}", PrivateKey);
        using var response = await Http.SendAsync(message);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until the session has ended and gives what the API then says of it.</summary>
    public async Task<JsonObject> WaitForEndAsync(string id, string agent = "outbound") =>
        await PollAsync(() => GetSessionAsync(id, agent), s => s["endedAt"] is not null, "the session's end");

    /// <summary>Waits until an event of the kind has happened in the session and gives it.</summary>
    public async Task<JsonObject> WaitForEventAsync(string id, string action, string agent = "outbound")
    {
        var events = await PollAsync(() => GetEventsAsync(id, agent), list => list.Any(e => (string)e["action"]! == action), $"the event {action}");
        return events.First(e => (string)e["action"]! == action);
    }

    /// <summary>Waits until so many keys have been reported in the session and gives them.</summary>
    public async Task<string> WaitForTonesAsync(string id, int count, string agent = "outbound")
    {
        var events = await PollAsync(() => GetEventsAsync(id, agent), list => list.Count(IsTone) >= count, $"{count} keys");
        return string.Concat(events.Where(IsTone).Select(e => (string)e["tone"]!));

        static bool IsTone(JsonObject occurred) => (string)occurred["action"]! == "dtmf-event";
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    public static HttpRequestMessage Authorized(HttpMethod method, string path, string key) =>
        new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    private async Task<JsonObject> GetAsync(string path)
    {
        using var message = Authorized(HttpMethod.Get, path, PrivateKey);
        using var response = await Http.SendAsync(message);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<T> PollAsync<T>(Func<Task<T>> get, Func<T, bool> isThere, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await get();
            if (isThere(value))
            {
                return value;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Waited {Patience} for {what}. The server printed:\n{Process.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Assert.False(Process.HasExited, $"The server ended at its start:\n{Process.Output}");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"The server did not become ready:\n{Process.Output}");
            try
            {
                using var response = await Http.GetAsync("/readyz", TestContext.Current.CancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
