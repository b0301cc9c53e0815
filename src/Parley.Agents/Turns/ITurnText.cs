using Microsoft.Extensions.AI;

namespace Parley.Agents.Turns;

/// <summary>Where the words of a bot turn come from.</summary>
internal interface ITurnText
{
    /// <summary>The words, as they become known. Read once.</summary>
    IAsyncEnumerable<string> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What belongs into the chat history once the turn is over.</summary>
    /// <param name="spoken">The words that were really said.</param>
    IEnumerable<ChatMessage> ToHistory(string spoken);
}

/// <summary>Words known beforehand: a greeting, a prompt, a goodbye.</summary>
internal sealed class PreparedText(string text) : ITurnText
{
    public string Text => text;

    public IAsyncEnumerable<string> ReadAsync(CancellationToken cancellationToken) => new[] { text }.ToAsyncEnumerable();

    public IEnumerable<ChatMessage> ToHistory(string spoken) => spoken.Length > 0 ? [new ChatMessage(ChatRole.Assistant, spoken)] : [];
}
