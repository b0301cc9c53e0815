using Microsoft.Extensions.AI;

namespace Parley.Agents;

/// <summary>A function that a conversation's model may call, and how the conversation runs it.</summary>
/// <param name="Function">The function; made with <see cref="AIFunctionFactory"/>, as a rule.</param>
/// <param name="Options">How it is run; the defaults when <see langword="null"/>.</param>
public sealed record CallTool(AIFunction Function, ToolOptions? Options = null);
