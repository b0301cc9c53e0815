namespace Parley.Rtp.TelephoneEvents;

/// <summary>A key that the far end pressed, reported once, as soon as its first packet is in.</summary>
/// <param name="Digit">0-9, *, #, A-D.</param>
/// <param name="Volume">Tone level in -dBm0: 0 is loudest, 63 quietest.</param>
public readonly record struct ReceivedDigit(char Digit, byte Volume);
