using System.Text.Json;

namespace Parley.Agents;

/// <summary>A client of the RTVI protocol in the session's room.</summary>
/// <param name="ParticipantId">Who it is.</param>
/// <param name="Version">The protocol's version that it speaks, as it said; <see langword="null"/> when it said none.</param>
/// <param name="About">What it says of itself: library, platform and the like.</param>
public sealed record RtviClient(string ParticipantId, string? Version, JsonElement? About);
