using System.Text.Json.Nodes;
using Parley.Server.Dialing.Audit;
using Parley.Telephony.Numbers;

namespace Parley.Server.Dialing.Rules;

/// <summary>May this be dialled?</summary>
/// <param name="Destination">What was asked for, as it was asked.</param>
/// <param name="Number">The number; <see langword="null"/> for a SIP address, unless a redirection leads to it.</param>
/// <param name="SipUri">The SIP address; <see langword="null"/> for a number.</param>
internal sealed record DialQuestion(string Destination, PhoneNumber? Number, string? SipUri)
{
    /// <summary>The session that asks, if one does.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The room that it is asked for in, when no session does.</summary>
    public string? Room { get; init; }

    /// <summary>The agent, where the session is not written down yet.</summary>
    public string? Agent { get; init; }
}

/// <summary>What one rule said.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Inputs">What it went by.</param>
internal sealed record RuleCheck(string Rule, JsonObject Inputs)
{
    /// <summary>Why it forbids the call; <see langword="null"/> when it does not.</summary>
    public string? Text { get; init; }

    /// <summary>When it will allow it, as far as it can tell.</summary>
    public DateTimeOffset? AllowedAt { get; init; }

    public bool Passed => Text is null;

    /// <summary>The same, forbidden.</summary>
    public RuleCheck Failed(string text, DateTimeOffset? allowedAt = null) => this with { Text = text, AllowedAt = allowedAt };
}

/// <summary>What the rules said, in their order, up to the first that forbids the call.</summary>
internal sealed record Judgement(DialQuestion Question, string? Agent, string? Callee, IReadOnlyList<RuleCheck> Checks)
{
    /// <summary>The rule that forbids it, if one does.</summary>
    public RuleCheck? Against => Checks is [.., { Passed: false } last] ? last : null;

    /// <summary>As an entry of the audit log.</summary>
    public JsonObject ToEntry(Guid? attempt = null, string? callerNumber = null) => new()
    {
        ["session"] = Question.SessionId?.ToString(),
        ["room"] = Question.Room,
        ["agent"] = Agent,
        ["attempt"] = attempt?.ToString(),
        ["destination"] = Question.Destination,
        ["callee"] = Callee,
        ["callerId"] = callerNumber,
        ["verdict"] = Against is null ? "allowed" : "refused",
        ["rule"] = Against?.Rule,
        ["text"] = Against?.Text,
        ["allowedAt"] = Against?.AllowedAt is { } at ? AuditChain.Format(at) : null,
        ["rules"] = new JsonArray([.. Checks.Select(check => new JsonObject { ["rule"] = check.Rule, ["passed"] = check.Passed, ["inputs"] = check.Inputs.DeepClone() })]),
    };
}
