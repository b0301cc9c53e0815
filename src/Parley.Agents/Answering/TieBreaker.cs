using Microsoft.Extensions.AI;

namespace Parley.Agents.Answering;

/// <summary>Asks a chat model who speaks, by the words alone.</summary>
internal static class TieBreaker
{
    private const double Confidence = 0.8;

    private const string Instructions =
        """
        A phone call that we placed was answered. You get the first words heard, as written down by a speech recogniser. Say who speaks, in one word:
        human (a person, who may be curt, busy or speak for somebody else), machine (a voicemail or answering machine greeting),
        screening (a call assistant that asks who is calling and why), ivr (a menu or a queue), intercept (an announcement that the number cannot be
        reached), or unknown. Answer with that word only.
        """;

    private static readonly Dictionary<string, AnsweredBy> Answers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["human"] = AnsweredBy.Human,
        ["machine"] = AnsweredBy.Machine,
        ["screening"] = AnsweredBy.Screening,
        ["ivr"] = AnsweredBy.Ivr,
        ["intercept"] = AnsweredBy.Intercept,
    };

    /// <summary>Asks.</summary>
    /// <returns><see langword="null"/> when the model does not know, or said something else than it was asked.</returns>
    public static async Task<AnswerOpinion?> AskAsync(IChatClient model, string words, CancellationToken cancellationToken)
    {
        var reply = await model.GetResponseAsync(
            [new(ChatRole.System, Instructions), new(ChatRole.User, words)],
            new() { Temperature = 0, MaxOutputTokens = 8 },
            cancellationToken);
        return Answers.TryGetValue(reply.Text.Trim().Trim('.', '"', '*'), out var who) ? new AnswerOpinion(who, Confidence) : null;
    }
}
