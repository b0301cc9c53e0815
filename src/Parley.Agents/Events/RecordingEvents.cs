namespace Parley.Agents;

/// <summary>The recording of a leg is paused: silence goes into it, and neither words nor keys are written down, until <see cref="RecordingResumed"/>.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record RecordingPaused(string SessionId) : AgentEvent;

/// <summary>The recording of a leg goes on.</summary>
/// <param name="SessionId">The leg.</param>
public sealed record RecordingResumed(string SessionId) : AgentEvent;
