namespace Parley.Rtp.Sdp;

/// <summary>What both sides can speak.</summary>
/// <param name="Theirs">The common codecs in the far end's order and numbering; at least one.</param>
/// <param name="Ours">The same in our order and numbering.</param>
/// <param name="TelephoneEvent">Digits in the far end's numbering, if both have them.</param>
internal sealed record FormatMatch(IReadOnlyList<CodecDescription> Theirs, IReadOnlyList<CodecDescription> Ours, CodecDescription? TelephoneEvent);
