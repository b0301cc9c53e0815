using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Answering;

/// <summary>
/// Asks a chat model who speaks, when <see cref="OpinionWanted"/> says that sound and words leave it open. Its answers are kept: the same
/// words cost one request, so share it between calls, from any thread.
/// </summary>
/// <param name="chat">The model.</param>
public sealed class ChatOpinions(IChatClient chat)
{
    private const int MostKept = 1000;

    private static readonly ChatOptions s_options = new()
    {
        Instructions = "A call was answered. You get the first words of whoever or whatever answered, as a recogniser heard them. Answer with one word: "
            + "human (a person), machine (voicemail or an announcement of closed hours), screening (a service that asks who calls), ivr (a menu or a queue), "
            + "intercept (the network says that the number cannot be reached), or unknown.",
        MaxOutputTokens = 8,
        Temperature = 0,
    };

    private readonly ConcurrentDictionary<string, AnswerOpinion> _kept = [];

    /// <summary>Asks. Cancel it when the call ends or a verdict is there: a late answer is of no use.</summary>
    /// <param name="words">Those of <see cref="OpinionWanted.Words"/>.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The opinion; <see cref="AnsweredBy.Unknown"/> when the model has none.</returns>
    public async Task<AnswerOpinion> AskAsync(string words, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (_kept.TryGetValue(words, out var known))
        {
            return known;
        }

        var response = await chat.GetResponseAsync([new(ChatRole.User, words)], s_options, cancellationToken);
        var opinion = Read(response.Text);
        if (_kept.Count < MostKept)
        {
            _kept[words] = opinion;
        }

        return opinion;
    }

    private static AnswerOpinion Read(string text) => text.Trim().TrimEnd('.').ToLowerInvariant() switch
    {
        "human" => new(AnsweredBy.Human, 0.8),
        "machine" => new(AnsweredBy.Machine, 0.8),
        "screening" => new(AnsweredBy.Screening, 0.8),
        "ivr" => new(AnsweredBy.Ivr, 0.8),
        "intercept" => new(AnsweredBy.Intercept, 0.8),
        _ => new(AnsweredBy.Unknown, 0),
    };
}
