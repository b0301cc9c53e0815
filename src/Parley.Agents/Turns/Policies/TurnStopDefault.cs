namespace Parley.Agents;

/// <summary>What ends a turn in conversations that do not say it themselves. A host registers one to change it for all.</summary>
/// <param name="Policy">The policy; <see langword="null"/> for silence.</param>
public sealed record TurnStopDefault(ITurnStop? Policy = null);
