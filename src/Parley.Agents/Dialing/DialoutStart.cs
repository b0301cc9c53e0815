using System.Diagnostics.CodeAnalysis;

namespace Parley.Agents;

/// <summary>Whether a room took a dial-out on. A refusal comes only here, never as an event (contract 5.2).</summary>
public sealed record DialoutStart
{
    private DialoutStart(string? sessionId, DialoutRefusal? refusal) => (SessionId, Refusal) = (sessionId, refusal);

    /// <summary>Whether the call is being made.</summary>
    [MemberNotNullWhen(true, nameof(SessionId))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsAccepted => SessionId is not null;

    /// <summary>The leg's id: that of its events, and of the participant it becomes when answered.</summary>
    public string? SessionId { get; }

    /// <summary>Why the room refused, in the contract's words.</summary>
    public string? Error => Refusal?.Error;

    /// <summary>The name of the rule that forbids the call, for machines (docs/guides/dialing-rules.md); <see langword="null"/> when it is none of those.</summary>
    public string? Rule => Refusal?.Rule;

    /// <summary>When that rule will allow it; <see langword="null"/> when waiting does not help.</summary>
    public DateTimeOffset? AllowedAt => Refusal?.AllowedAt;

    private DialoutRefusal? Refusal { get; }

    /// <summary>The room makes the call.</summary>
    public static DialoutStart Accepted(string sessionId) => new(sessionId, null);

    /// <summary>The room does not make the call.</summary>
    public static DialoutStart Refused(string error) => new(null, new(error));

    /// <summary>The room does not make the call.</summary>
    public static DialoutStart Refused(DialoutRefusal refusal) => new(null, refusal);
}

/// <summary>Why a dial-out is not made.</summary>
/// <param name="Error">In words.</param>
/// <param name="Rule">The name of the rule that forbids it, if it is one of the host's.</param>
/// <param name="AllowedAt">When that rule will allow it, as far as it can tell.</param>
public sealed record DialoutRefusal(string Error, string? Rule = null, DateTimeOffset? AllowedAt = null);
