using Parley.Agents;

namespace Parley.Samples.Survey;

/// <summary>One number of a survey, and what is known of it.</summary>
/// <param name="number">The number or address.</param>
public sealed class Interview(string number)
{
    /// <summary>Whom it is about.</summary>
    public string Number => number;

    /// <summary>Who answered.</summary>
    public AnsweredBy AnsweredBy { get; set; }

    /// <summary>The first answer: 1 to 5.</summary>
    public string? Score { get; private set; }

    /// <summary>The second answer, in words.</summary>
    public string? Wish { get; private set; }

    /// <summary>What came of a call that was answered.</summary>
    public string Result =>
        Score is not null && Wish is not null ? "complete"
        : AnsweredBy is AnsweredBy.Human or AnsweredBy.Unknown ? "incomplete"
        : AnsweredBy.ToString().ToLowerInvariant();

    /// <summary>Keeps an answer; the last one counts.</summary>
    /// <returns><see langword="false"/> when it is none: models err too.</returns>
    public bool TrySave(int question, string answer)
    {
        switch (question)
        {
            case 1 when answer is ['1' or '2' or '3' or '4' or '5']:
                Score = answer;
                return true;
            case 2 when !string.IsNullOrWhiteSpace(answer):
                Wish = answer.Trim();
                return true;
            default:
                return false;
        }
    }
}
