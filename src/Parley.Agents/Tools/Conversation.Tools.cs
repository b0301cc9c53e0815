using Microsoft.Extensions.AI;
using Parley.Agents.Turns;

namespace Parley.Agents;

/// <summary>What its tools need of a conversation.</summary>
public sealed partial class Conversation
{
    internal AgentSession Session => _session;

    internal ITextToSpeech? TextToSpeech => _setup.TextToSpeech;

    /// <summary>Hangs up once the model's words have been played, or after a goodbye, which cannot be interrupted.</summary>
    internal void EndAfterReply(string? goodbye)
    {
        ConversationInput end = string.IsNullOrWhiteSpace(goodbye) ? new ConversationInput.EndAfterReply() : new ConversationInput.End(goodbye);
        Post(end);
    }

    /// <summary>The model sees the functions, but its client cannot run them: that is the conversation's.</summary>
    private static ChatOptions? WithTools(ChatOptions? options, CallTool[] tools)
    {
        if (tools.Length == 0)
        {
            return options;
        }

        var result = options?.Clone() ?? new();
        result.Tools = [.. result.Tools ?? [], .. tools.Select(tool => tool.Function.AsDeclarationOnly())];
        return result;
    }

    /// <summary>All functions by name: also those of the chat options, for a client that runs none.</summary>
    private static Dictionary<string, CallTool> FindTools(ChatOptions? options, IEnumerable<CallTool> tools)
    {
        var found = (options?.Tools ?? []).OfType<AIFunction>().ToDictionary(function => function.Name, function => new CallTool(function));
        foreach (var tool in tools)
        {
            found[tool.Function.Name] = tool;
        }

        return found;
    }
}
