using System.Diagnostics.CodeAnalysis;

namespace Parley.Agents;

/// <summary>Whether a room took a dial-out on. A refusal comes only here, never as an event (contract 5.2).</summary>
public sealed record DialoutStart
{
    private DialoutStart(string? sessionId, string? error) => (SessionId, Error) = (sessionId, error);

    /// <summary>Whether the call is being made.</summary>
    [MemberNotNullWhen(true, nameof(SessionId))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAccepted => SessionId is not null;

    /// <summary>The leg's id: that of its events, and of the participant it becomes when answered.</summary>
    public string? SessionId { get; }

    /// <summary>Why the room refused, in the contract's words.</summary>
    public string? Error { get; }

    /// <summary>The room makes the call.</summary>
    public static DialoutStart Accepted(string sessionId) => new(sessionId, null);

    /// <summary>The room does not make the call.</summary>
    public static DialoutStart Refused(string error) => new(null, error);
}
