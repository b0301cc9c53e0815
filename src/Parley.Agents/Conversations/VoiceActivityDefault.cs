using Parley.Audio.Vad;

namespace Parley.Agents;

/// <summary>How conversations listen for voice that do not say it themselves. A host registers one to change it for all.</summary>
/// <param name="Create">Makes a detector for a rate in Hz; <see langword="null"/> for the built-in one.</param>
public sealed record VoiceActivityDefault(Func<int, IVoiceActivityDetector>? Create = null);
