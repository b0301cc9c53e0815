namespace Parley.Agents.Turns;

/// <summary>Who answered, in words for the chat model.</summary>
internal static class WhoIsThere
{
    /// <summary>What the model is told; <see langword="null"/> when there is nothing to say yet.</summary>
    public static string? Describe(AnsweredBy who) => who switch
    {
        AnsweredBy.Human => "A person is on the line.",
        AnsweredBy.Machine => "A voicemail or answering machine is on the line. Its message is left without you.",
        AnsweredBy.Screening =>
            "A call screener is on the line, for the person you called. Say in one sentence who calls and why, then wait to be put through.",
        AnsweredBy.Ivr => "A phone menu or a queue is on the line, not a person yet.",
        AnsweredBy.Silence => "The call was answered, but nobody has said anything.",
        AnsweredBy.Unknown => "It is not known who answered: a person or a recording.",
        _ => null,
    };
}
