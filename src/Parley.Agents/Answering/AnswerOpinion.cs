namespace Parley.Agents.Answering;

/// <summary>What a chat model thinks of the words that were heard.</summary>
/// <param name="Verdict">Who speaks.</param>
/// <param name="Confidence">How sure it is, 0 to 1.</param>
public readonly record struct AnswerOpinion(AnsweredBy Verdict, double Confidence);
