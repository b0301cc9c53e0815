using Parley.Audio;

namespace Parley.Simulation.Scripts;

/// <summary>A sentence of a script with the sound that a simulated callee makes of it.</summary>
/// <param name="Text">The words.</param>
/// <param name="Sound">The rendering, at the telephone's 8 kHz.</param>
public sealed record SpokenLine(string Text, AudioFrame Sound);
