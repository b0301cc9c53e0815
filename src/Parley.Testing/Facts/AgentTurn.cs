namespace Parley.Testing.Facts;

/// <summary>What the agent said in one go.</summary>
/// <param name="Start">When it began, after the start of the record.</param>
/// <param name="End">When it was over or cut.</param>
/// <param name="Text">The words that were played.</param>
/// <param name="IsInterrupted">Whether more was meant to be said.</param>
public sealed record AgentTurn(TimeSpan Start, TimeSpan End, string Text, bool IsInterrupted);
