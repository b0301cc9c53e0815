using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>
/// A call to make (contract 5.1). Exactly one of <see cref="PhoneNumber"/> and <see cref="SipUri"/> is set; the room checks.
/// </summary>
/// <param name="PhoneNumber">The number, in E.164 with the leading plus sign.</param>
public sealed record DialoutRequest(string? PhoneNumber = null)
{
    /// <summary>The address, starting with <c>sip:</c>; query parameters named <c>X-...</c> become SIP headers.</summary>
    public string? SipUri { get; init; }

    /// <summary>The id of an owned number to call from; <see langword="null"/> lets the host choose one.</summary>
    public string? CallerId { get; init; }

    /// <summary>The name shown in the room; by default the number or the address's user part.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The caller's own id for the callee, at most 36 characters; copied to the participant.</summary>
    public string? UserId { get; init; }

    /// <summary>Keys to send after the answer, at most 20.</summary>
    public string? Extension { get; init; }

    /// <summary>How long to wait between the answer and <see cref="Extension"/>: 0 to 60 s.</summary>
    [JsonPropertyName("waitBeforeExtensionDialSec"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan WaitBeforeExtension { get; init; }

    /// <summary>How long it may ring; <see langword="null"/> for the host's default (60 s).</summary>
    [JsonPropertyName("ringTimeoutSec"), JsonConverter(typeof(NullableSecondsConverter))]
    public TimeSpan? RingTimeout { get; init; }

    /// <summary>The codecs to offer, best first; <see langword="null"/> for the host's choice.</summary>
    public DialoutCodecs? Codecs { get; init; }

    /// <summary>Headers for the INVITE: names that start with <c>X-</c>, and <c>User-to-User</c> (RFC 7433).</summary>
    public IReadOnlyDictionary<string, string>? SipHeaders { get; init; }

    /// <summary>Whether the callee is not to see who calls; the carrier still learns the caller ID.</summary>
    public bool Anonymous { get; init; }

    /// <summary>What the leg may receive; passed through to the room.</summary>
    public System.Text.Json.JsonElement? Permissions { get; init; }

    /// <summary>The carrier of a SIP call, where the host has several.</summary>
    public string? Provider { get; init; }

    /// <summary>
    /// The same call on a line of its own: the callee hears the agent's conversation with it and no other leg of the room
    /// (<c>canReceive: false</c>). A request that has <see cref="Permissions"/> keeps them.
    /// </summary>
    public DialoutRequest HearingTheAgentOnly() =>
        Permissions is null ? this with { Permissions = System.Text.Json.JsonElement.Parse("{\"canReceive\":false}") } : this;
}

/// <summary>Codecs of a dial-out, in order of preference.</summary>
/// <param name="Audio">Names such as <c>PCMU</c>, <c>PCMA</c>, <c>G722</c>, <c>OPUS</c>.</param>
public sealed record DialoutCodecs(IReadOnlyList<string> Audio);
