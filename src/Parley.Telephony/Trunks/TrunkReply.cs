using Parley.Sip.Messages;

namespace Parley.Telephony.Trunks;

/// <summary>What came of a request to a trunk: the response of one of its servers, or why none of them gave one.</summary>
internal readonly record struct TrunkReply(SipResponse? Response, string? Error);
