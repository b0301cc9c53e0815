using System.Collections.ObjectModel;

namespace Parley.Agents;

/// <summary>Who a session is: what the start request assigned to it.</summary>
/// <param name="SessionId">The session's id, as answered to the start request.</param>
/// <param name="AgentName">The agent's name, as in the start request's path.</param>
public sealed record AgentStart(Guid SessionId, string AgentName)
{
    /// <summary>The address of the room made for this session; <see langword="null"/> when the request asked for none.</summary>
    public Uri? RoomUrl { get; init; }

    /// <summary>The token with which the agent joins that room.</summary>
    public string? Token { get; init; }

    /// <summary>The call that this session was started to try again; <see langword="null"/> for any other session.</summary>
    public RetriedCall? Retry { get; init; }

    /// <summary>How its conversations listen for voice that do not say it themselves.</summary>
    public VoiceActivityDefault VoiceActivity { get; init; } = new();

    /// <summary>What ends a turn in its conversations that do not say it themselves.</summary>
    public TurnStopDefault TurnStop { get; init; } = new();

    /// <summary>What of its words clients in its room may see. Default: all.</summary>
    public ISessionPrivacy? Privacy { get; init; }

    /// <summary>The secrets that the session is given.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
