namespace Parley.Speech.Vendors;

/// <summary>How sound travels: mu-law, one byte a sample, or 16-bit little-endian samples.</summary>
/// <param name="IsMuLaw">Whether it is mu-law (ITU-T G.711).</param>
/// <param name="SampleRate">Samples per second (Hz).</param>
internal readonly record struct SoundFormat(bool IsMuLaw, int SampleRate);
