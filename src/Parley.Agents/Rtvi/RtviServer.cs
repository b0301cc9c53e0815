using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Parley.Agents.Rtvi;
using Parley.Agents.Turns;

namespace Parley.Agents;

/// <summary>
/// The bot's side of the RTVI protocol 2.1.0 (contract 10), over the room's app messages: it greets clients, tells them who speaks, what is said and how long it
/// took, and takes their requests. It wakes with the first <c>client-ready</c> (or <see cref="AgentSession.SetBotReadyAsync"/>); until then it sends nothing.
/// </summary>
public sealed partial class RtviServer
{
    private readonly AgentSession _session;
    private readonly ILogger _logger;
    private readonly RtviFeed _feed;
    private readonly RtviFunctions _functions;
    private readonly List<Func<RtviClient, CancellationToken, Task>> _onReady = [];
    private readonly List<Func<RtviClientMessage, CancellationToken, Task>> _onMessage = [];
    private string? _answering;

    internal RtviServer(AgentSession session)
    {
        _session = session;
        _logger = session.Loggers.CreateLogger<RtviServer>();
        _feed = new(this, session.Start.Privacy);
        _functions = new(this);
    }

    /// <summary>What clients are told.</summary>
    public RtviOptions Options { get; set; } = new();

    /// <summary>Whether a client, or the agent itself, has begun the protocol.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether a client of the protocol's first version is served.</summary>
    internal bool ServesLegacy { get; private set; }

    /// <summary>Registers who is told of a client that is ready, before <c>bot-ready</c> goes out. Before the session runs.</summary>
    public void OnClientReady(Func<RtviClient, CancellationToken, Task> handler) => _onReady.Add(handler);

    /// <summary>Registers who takes clients' own messages. Before the session runs. Without anybody they are answered with an error.</summary>
    public void OnClientMessage(Func<RtviClientMessage, CancellationToken, Task> handler) => _onMessage.Add(handler);

    /// <summary>Sends clients a message of the agent's own (<c>server-message</c>).</summary>
    public Task SendServerMessageAsync(JsonElement message, string? recipient = null, CancellationToken cancellationToken = default) =>
        SendAsync(RtviMessage.Create("server-message", JsonNode.Parse(message.GetRawText())), recipient, cancellationToken);

    /// <summary>Tells clients that something went wrong.</summary>
    public Task SendErrorAsync(string error, bool isFatal = false, CancellationToken cancellationToken = default) =>
        SendAsync(RtviMessage.Error(error, isFatal), recipient: null, cancellationToken);

    /// <summary>
    /// A function that a client carries out: the model's call goes to the clients as <c>llm-function-call-in-progress</c>, and the first
    /// <c>llm-function-call-result</c> is its result.
    /// </summary>
    /// <param name="name">What the model calls it.</param>
    /// <param name="description">What it does, for the model.</param>
    /// <param name="schema">JSON schema of its arguments, an object.</param>
    public AIFunction CreateFunction(string name, string description, JsonElement schema) => _functions.Create(name, description, schema);

    /// <summary>Whether it is clients who carry a function out.</summary>
    internal bool IsClientFunction(string name) => _functions.Has(name);

    internal Task SendAsync(JsonElement message, string? recipient, CancellationToken cancellationToken = default) =>
        _session.Transport.SendAppMessageAsync(message, recipient, cancellationToken);

    /// <summary>The agent says that it is ready, asked or not.</summary>
    internal Task SetReadyAsync(string? requestId, CancellationToken cancellationToken)
    {
        IsActive |= Options.IsEnabled;
        _answering = _answering == requestId ? null : _answering;
        return SendAsync(RtviMessage.BotReady(requestId), recipient: null, cancellationToken);
    }

    /// <summary>Takes note of how far a bot turn has come. The session's dispatcher's.</summary>
    internal void Tell(TurnProgress progress) => _feed.Tell(progress);

    /// <summary>Takes note of an event of the session. The session's dispatcher's.</summary>
    internal async Task TakeAsync(AgentEvent occurred, CancellationToken cancellationToken)
    {
        if (!Options.IsEnabled)
        {
            return;
        }

        if (occurred is AppMessageReceived { Message: { ValueKind: JsonValueKind.Object } message, SenderId: var sender })
        {
            await HearAsync(message, sender, cancellationToken);
        }
        else if ((_session.Start.Privacy is { } privacy ? privacy.Apply(occurred) : occurred) is { } shown && IsActive)
        {
            _feed.Tell(shown);
        }
    }

    private async Task HearAsync(JsonElement message, string sender, CancellationToken cancellationToken)
    {
        if (!message.TryGetProperty("label", out var label) || label.ValueKind is not JsonValueKind.String)
        {
            return; // Somebody else's message.
        }

        if (!label.ValueEquals(RtviMessage.Label))
        {
            Log.OtherLabel(_logger, _session.SessionId, label.GetString()!);
            return;
        }

        if (TextOf(message, "type") is not { } type || TextOf(message, "id") is not { } id)
        {
            var missing = TextOf(message, "type") is null ? "type" : "id";
            await SendAsync(RtviMessage.Error($"Invalid RTVI transport message: '{missing}' is missing or no string", isFatal: false), sender, cancellationToken);
            return;
        }

        try
        {
            var data = message.TryGetProperty("data", out var given) && given.ValueKind is not JsonValueKind.Null ? given : (JsonElement?)null;
            if (await HandleAsync(type, id, sender, data, cancellationToken) is { } refusal)
            {
                await SendAsync(RtviMessage.ErrorResponse(id, refusal), sender, cancellationToken);
            }
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.HandlerFailed(_logger, _session.SessionId, type, fault);
            await SendAsync(RtviMessage.ErrorResponse(id, $"Exception processing message: {fault.Message}"), sender, cancellationToken);
        }
    }

    /// <returns>Why not, if not.</returns>
    private async Task<string?> HandleAsync(string type, string id, string sender, JsonElement? data, CancellationToken cancellationToken)
    {
        switch (type)
        {
            case "client-ready":
                await GreetAsync(id, sender, data, cancellationToken);
                return null;
            case "disconnect-bot" when !Options.AllowsDisconnect:
                return "disconnect-bot is not allowed";
            case "disconnect-bot":
                await _session.LeaveAsync(cancellationToken);
                return null;
            case "client-message":
                return TextOf(data, "t") is { } name
                    ? await PassAsync(new(this, id, sender, name, PartOf(data, "d")), cancellationToken)
                    : "Invalid message: data.t is missing or no string";
            case "ui-event" or "ui-snapshot" or "ui-cancel-job-group":
                return await PassAsync(new(this, id, sender, type, data), cancellationToken);
            case "send-text":
                return HearText(data);
            case "dtmf":
                return HearKeys(sender, data);
            case "llm-function-call-result":
                return _functions.Complete(data);
            default:
                return $"Unsupported type {type}";
        }
    }

    private async Task GreetAsync(string id, string sender, JsonElement? data, CancellationToken cancellationToken)
    {
        var version = TextOf(data, "version");
        var parts = version?.Split('.');
        var major = 0;
        var problem = version is null ? "Client version unknown."
            : parts is not [_, _, ..] || !int.TryParse(parts[0], out major) ? $"Invalid client version format ({version})."
            : major is not (1 or 2) ? $"RTVI version {version} is not compatible with server protocol {RtviMessage.ProtocolVersion}."
            : null;
        if (problem is not null)
        {
            await SendAsync(RtviMessage.ErrorResponse(id, $"{problem} Compatibility issues may occur."), sender, cancellationToken);
        }

        IsActive = true;
        ServesLegacy |= major == 1;
        _answering = id;
        foreach (var handler in _onReady)
        {
            await handler(new(sender, version, PartOf(data, "about")), cancellationToken);
        }

        // Unless a handler has answered it.
        if (_answering == id && Options.AnswersClientReady)
        {
            await SendAsync(RtviMessage.BotReady(id, major == 1 ? version! : RtviMessage.ProtocolVersion), sender, cancellationToken);
        }
    }

    private async Task<string?> PassAsync(RtviClientMessage message, CancellationToken cancellationToken)
    {
        foreach (var handler in _onMessage)
        {
            await handler(message, cancellationToken);
        }

        return _onMessage.Count == 0 ? $"the agent takes no messages such as {message.Name}" : null;
    }

    private string? HearText(JsonElement? data)
    {
        if (TextOf(data, "content") is not { } content)
        {
            return "Invalid message: data.content is missing or no string";
        }

        var options = PartOf(data, "options");
        if (IsFalse(options, "audio_response"))
        {
            return "audio_response: false is not offered: the agent is on the phone, and answers aloud";
        }

        return _session.HearText(content, runImmediately: !IsFalse(options, "run_immediately")) ? null : "there is no conversation to say it in";

        static bool IsFalse(JsonElement? options, string name) => PartOf(options, name) is { ValueKind: JsonValueKind.False };
    }

    private string? HearKeys(string sender, JsonElement? data)
    {
        var keys = PartOf(data, "buttons") is { ValueKind: JsonValueKind.Array } several ? [.. several.EnumerateArray()]
            : PartOf(data, "button") is { } one ? new[] { one } // Before 2.1.0.
            : [];
        if (keys.Length == 0 || !Array.TrueForAll(keys, key => key.ValueKind is JsonValueKind.String && key.GetString() is [(>= '0' and <= '9') or '*' or '#']))
        {
            return "Invalid message: data.buttons is no list of keys: 0 to 9, * and #";
        }

        Array.ForEach(keys, key => _session.Post(new DtmfReceived(sender, key.GetString()!)));
        return null;
    }

    internal static string? TextOf(JsonElement? json, string name) => PartOf(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    internal static JsonElement? PartOf(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var part) && part.ValueKind is not JsonValueKind.Null ? part : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: an app message with the label {Label} is ignored; RTVI messages have rtvi-ai.")]
        public static partial void OtherLabel(ILogger logger, Guid sessionId, string label);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: the RTVI message {Type} could not be handled.")]
        public static partial void HandlerFailed(ILogger logger, Guid sessionId, string type, Exception fault);
    }
}
