using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Sip;
using Parley.Sip.Transport;

namespace Parley.Cli.Tests.Calling;

/// <summary>A server on loopback, whose agent dials what the command asks for, and a phone beside it that does what the test says.</summary>
internal sealed class CalledServer : IAsyncDisposable
{
    public const string PublicKey = "pk_0123456789abcdef";
    public const string PrivateKey = "sk_0123456789abcdef";

    private static int s_ports = 50_000 + (Random.Shared.Next(100) * 100);

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;
    private readonly SipEndpoint _phone = new(UdpSipTransport.Bind(new(IPAddress.Loopback, 0)));
    private WebApplication _app = null!;

    private CalledServer()
    {
    }

    /// <summary>Where it is.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Whom to call to reach the phone.</summary>
    public string Destination => $"sip:ann@{_phone.LocalEndPoint}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<CalledServer> StartAsync()
    {
        var server = new CalledServer();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var ports = Interlocked.Add(ref s_ports, 20);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Parley:Storage:ConnectionString"] = $"Data Source={server._folder}/parley.db",
            ["Parley:Sip:Listen:0"] = "127.0.0.1:0",
            ["Parley:Media:PortRange"] = $"{ports}-{ports + 19}",
            ["Parley:Keys:Public:0"] = PublicKey,
            ["Parley:Keys:Private:0"] = PrivateKey,
        });
        builder.AddParley().AddAgent<DiallingAgent>("outbound");
        server._app = builder.Build();
        server._app.UseRouting();
        server._app.MapParley();
        await server._phone.StartAsync(Token);
        await server._app.StartAsync(Token);
        return server;
    }

    /// <summary>Waits for the call and picks it up.</summary>
    public async Task AnswersAsync()
    {
        var call = await RingsAsync();
        var sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
        await call.AnswerAsync(Encoding.ASCII.GetBytes(sdp), cancellationToken: Token);
    }

    /// <summary>Waits for the call and rejects it.</summary>
    public async Task RejectsAsync(int status) => await (await RingsAsync()).RejectAsync(status, cancellationToken: Token);

    /// <summary>How a session ended, over HTTP.</summary>
    public async Task<string?> StatusOfAsync(string session)
    {
        using var http = new HttpClient { BaseAddress = new(Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", PrivateKey);
        var answer = await http.GetStringAsync(new Uri($"/v1/agents/outbound/sessions/{session}", UriKind.Relative), Token);
        return JsonElement.Parse(answer).GetProperty("completionStatus").GetString();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _phone.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IncomingCall> RingsAsync()
    {
        while (await _phone.IncomingCalls.WaitToReadAsync(Token))
        {
            if (_phone.IncomingCalls.TryRead(out var call))
            {
                return call;
            }
        }

        throw new InvalidOperationException("The phone is gone.");
    }

    /// <summary>Dials the first of <c>dialout_settings</c>; hangs up when somebody answers, unless the body says <c>stays</c>.</summary>
    private sealed class DiallingAgent : IVoiceAgent
    {
        public Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
        {
            var wanted = session.Input.GetProperty("dialout_settings")[0].GetProperty("sipUri").GetString();
            session.On<CallStateUpdated>(async (e, ct) =>
            {
                if (e.State is CallState.Joined && !(await session.StartDialoutAsync(new() { SipUri = wanted }, ct)).IsAccepted)
                {
                    await session.LeaveAsync(ct);
                }
            });
            session.On<DialoutAnswered>((_, ct) => session.Input.TryGetProperty("stays", out var _) ? Task.CompletedTask : session.LeaveAsync(ct));
            session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
            return session.RunAsync(cancellationToken: cancellationToken);
        }
    }
}
