using Microsoft.Extensions.AI;
using Parley.Agents.Tools;
using Parley.Agents.Turns;

namespace Parley.Agents.SpeechToSpeech;

/// <summary>Whatever a model that speaks by itself answers.</summary>
/// <param name="mayCall">Whether it may call functions.</param>
internal sealed class ModelReply(bool mayCall) : ITurnText
{
    public bool MayCall => mayCall;

    /// <summary>The functions that it has called.</summary>
    public ToolRound? Round { get; set; }

    /// <summary>Not for it: its words come with their sound.</summary>
    public IAsyncEnumerable<string> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException("The model speaks its words itself.");

    public IEnumerable<ChatMessage> ToHistory(string spoken)
    {
        if (spoken.Length > 0)
        {
            yield return new(ChatRole.Assistant, spoken);
        }

        foreach (var message in Round?.ToHistory() ?? [])
        {
            yield return message;
        }
    }
}
