using Parley.Telephony.Numbers;

namespace Parley.Telephony.Policy;

/// <summary>What a policy judges.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Number">The number to be dialled; <see langword="null"/> for a SIP address that is none.</param>
/// <param name="SipUri">The SIP address to be dialled; <see langword="null"/> for a number.</param>
public sealed record DialDestination(DialRequest Request, PhoneNumber? Number, string? SipUri);
