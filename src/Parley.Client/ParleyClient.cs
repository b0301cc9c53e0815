using System.Net.Http.Json;
using Parley.Client.Models;

namespace Parley.Client;

/// <summary>A Parley server over HTTP. Safe for use by many at once; the <see cref="HttpClient"/> stays its owner's.</summary>
public sealed class ParleyClient
{
    private readonly ApiConnection _api;

    /// <summary>Makes a client.</summary>
    /// <param name="http">Its base address is the server's: <c>http://127.0.0.1:7860</c>.</param>
    /// <param name="options">The keys.</param>
    public ParleyClient(HttpClient http, ParleyClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        if (http.BaseAddress is null)
        {
            throw new ArgumentException("The HttpClient has no base address; expected that of the server.", nameof(http));
        }

        _api = new(http, options);
        (Sessions, Agents, Rooms, Calls) = (new(_api), new(_api), new(_api), new(_api));
        (Numbers, Webhooks, Secrets, DoNotCall) = (new(_api), new(_api), new(_api), new(_api));
    }

    /// <summary>Sessions: to see, follow and stop them.</summary>
    public SessionsClient Sessions { get; }

    /// <summary>Agents: to see and tune them, and to read their logs.</summary>
    public AgentsClient Agents { get; }

    /// <summary>Rooms, those who are in them, and meeting tokens.</summary>
    public RoomsClient Rooms { get; }

    /// <summary>Calls into rooms, without any agent.</summary>
    public CallsClient Calls { get; }

    /// <summary>Phone numbers.</summary>
    public NumbersClient Numbers { get; }

    /// <summary>Webhooks: addresses that are told of events.</summary>
    public WebhooksClient Webhooks { get; }

    /// <summary>Secrets that agents are given.</summary>
    public SecretsClient Secrets { get; }

    /// <summary>Who is not to be called.</summary>
    public DoNotCallClient DoNotCall { get; }

    /// <summary>Starts a session of an agent. When the agent has a queue, this may take as long as that lets a start wait.</summary>
    /// <param name="agent">Its name.</param>
    /// <param name="start">With what.</param>
    /// <param name="once">Names the wish, so that asking again starts no second session.</param>
    /// <param name="cancellationToken">Gives up; a place in the queue is given up, too.</param>
    /// <exception cref="ParleyApiException">The server refuses: unknown agent, all sessions taken, wrong properties ...</exception>
    public Task<StartedSession> StartAsync(string agent, StartSession start, IdempotencyKey? once = null, CancellationToken cancellationToken = default)
        => _api.SendAsync(
            HttpMethod.Post, $"/v1/public/{ApiConnection.Part(agent)}/start", isPublic: true, JsonContent.Create(start, ClientJson.Default.StartSession),
            ClientJson.Default.StartedSession, once, cancellationToken);

    /// <summary>Asks the agent of a running session at one of the endpoints that it has mapped. The answer is the agent's, whatever its status; it is the caller's to dispose.</summary>
    public Task<HttpResponseMessage> AskAsync(HttpMethod method, string agent, Guid sessionId, string path, HttpContent? content = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _api.SendAsync(method, $"/v1/public/{ApiConnection.Part(agent)}/sessions/{sessionId}/{path.TrimStart('/')}", content, cancellationToken);
    }
}
