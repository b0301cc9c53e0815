namespace Parley.Rtp.TelephoneEvents;

/// <summary>Keys to send, and who waits for them.</summary>
/// <param name="Codes">Event codes.</param>
/// <param name="Duration">How long each is held, in timestamp units.</param>
/// <param name="Gap">The pause behind each, in timestamp units.</param>
/// <param name="Sent">Completed when the last gap is over, or the session.</param>
internal sealed record QueuedDigits(byte[] Codes, uint Duration, uint Gap, TaskCompletionSource<bool> Sent);
