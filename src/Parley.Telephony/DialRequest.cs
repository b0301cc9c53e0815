using Parley.Sip.Messages;

namespace Parley.Telephony;

/// <summary>What to dial: the telephony part of a dial-out request (a phone number or a SIP address, never both).</summary>
public sealed record DialRequest
{
    /// <summary>The leg's id, which events and records go by; a new one when <see langword="null"/>.</summary>
    public string? Id { get; init; }

    /// <summary>Whatever the attempt is written down with, such as the session that asked for it. Not interpreted.</summary>
    public string? Owner { get; init; }

    /// <summary>A number in international form, <c>+15551230001</c>: goes through a trunk.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>A SIP address, dialled as given; query parameters named <c>X-...</c> become headers, others are ignored.</summary>
    public string? SipUri { get; init; }

    /// <summary>Id of the owned number that the callee sees; a random one for a phone number when <see langword="null"/>.</summary>
    public string? CallerId { get; init; }

    /// <summary>The name of the trunk that a phone number goes through; the best one when <see langword="null"/>.</summary>
    public string? Trunk { get; init; }

    /// <summary>What to call the callee; goes into To. Its number, or the user part of its address, when <see langword="null"/>.</summary>
    public string? DisplayName { get; init; }

    /// <summary>
    /// Keys to send after the answer, up to 20: 0-9, *, #, A-D; <c>w</c> waits half a second, a comma two seconds.
    /// </summary>
    public string? Extension { get; init; }

    /// <summary>How long to wait after the answer before the extension is sent; 0 to 60 s.</summary>
    public TimeSpan WaitBeforeExtension { get; init; }

    /// <summary>How long to let it ring; the configured time when <see langword="null"/>. Above 0, up to 10 minutes.</summary>
    public TimeSpan? RingTimeout { get; init; }

    /// <summary>Audio codecs by name, best first; all that we speak when empty. Unknown ones are left out with a warning event.</summary>
    public IReadOnlyList<string> Codecs { get; init; } = [];

    /// <summary>Headers for the INVITE: names that start with <c>X-</c>, and User-to-User (RFC 7433).</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>Whether the callee is not to see who calls (RFC 3323): the trunk still learns the caller ID.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Whether the call is to be captured; as <see cref="TelephonyOptions.Capture"/> says when <see langword="null"/>, and never where that says nothing.</summary>
    public bool? Capture { get; init; }

    /// <summary>
    /// The asker's own say, asked once destination, policy and caller ID are fine and before the ranges are checked: <see langword="null"/>
    /// lets the call through, a text refuses it.
    /// </summary>
    public Func<string?>? Admit { get; init; }
}
