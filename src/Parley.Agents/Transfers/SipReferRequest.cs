namespace Parley.Agents;

/// <summary>Sends the far end of a leg to somebody else by SIP REFER (contract 5.3, sipRefer): its sound leaves the platform.</summary>
/// <param name="SessionId">The leg.</param>
/// <param name="ToEndPoint">A number with its plus sign, or an address that starts with <c>sip:</c>; <see langword="null"/> with <see cref="WithSessionId"/>.</param>
public sealed record SipReferRequest(string SessionId, string? ToEndPoint = null)
{
    /// <summary>
    /// Another answered leg of the room, whom the far end is to speak with from then on (an attended transfer, by Replaces): both legs end. Instead of
    /// <see cref="ToEndPoint"/>.
    /// </summary>
    public string? WithSessionId { get; init; }
}
