namespace Parley.Server.Hosting;

/// <summary>Limits of one agent: <c>Parley:Agents:N</c>. What was changed over the API goes before what stands here.</summary>
public sealed class AgentOptions
{
    internal const string TokenAuth = "token";
    internal const string NoAuth = "none";

    /// <summary>The agent's name, as the host added it.</summary>
    public string Name { get; set; } = "";

    /// <summary>For an agent that is a program elsewhere: where its calls are streamed to, <c>wss://...</c>. Such an agent needs no class of the host.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>What is spoken with that program. Default and only choice: <c>twilio</c>, Twilio's media streams.</summary>
    public string Protocol { get; set; } = "twilio";

    /// <summary>How many sessions may run at a time, 1..100000. Default: 1000.</summary>
    public int MaxAgents { get; set; } = 1000;

    /// <summary>How long a session may last, one minute to four hours. Default: two hours.</summary>
    public TimeSpan MaxSessionDuration { get; set; } = TimeSpan.FromHours(2);

    /// <summary>The set of secrets that its sessions are given. Default: none.</summary>
    public string? SecretSet { get; set; }

    /// <summary>Who may start it over a WebSocket: <c>token</c>, whoever has a session token of a start, or <c>none</c>, anybody. Default: <c>token</c>.</summary>
    public string WebSocketAuth { get; set; } = TokenAuth;

    /// <summary>What becomes of starts when all its sessions are taken. Default: they are refused at once.</summary>
    public AgentQueueOptions Queue { get; } = new();
}
