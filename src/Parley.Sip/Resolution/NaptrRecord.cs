namespace Parley.Sip.Resolution;

/// <summary>A NAPTR record: which transports a domain offers, the better first (RFC 3403; RFC 3263, section 4.1).</summary>
/// <param name="Order">Lower ones are looked at first.</param>
/// <param name="Preference">Lower ones first among those of one order.</param>
/// <param name="Flags"><c>s</c> when SRV records come next.</param>
/// <param name="Services"><c>SIP+D2U</c>, <c>SIP+D2T</c> or <c>SIPS+D2T</c>.</param>
/// <param name="Replacement">The name to look up next.</param>
public sealed record NaptrRecord(int Order, int Preference, string Flags, string Services, string Replacement);
