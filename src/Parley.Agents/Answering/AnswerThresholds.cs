namespace Parley.Agents.Answering;

/// <summary>
/// How sure is sure enough. Strict at first, then laxer with every moment of quiet: dead air costs a person's patience, while a machine
/// greeted like a person is repaired by its beep. Chosen on generated calls that the model had not seen (texts_v.json: other scripts, voices
/// and beeps), and not on those that the figures are given for.
/// </summary>
/// <param name="StrictHuman">Probability from which it is a person, while strict.</param>
/// <param name="LaxHuman">Where that ends.</param>
/// <param name="HumanQuiet">Quiet after which it begins to move, in seconds.</param>
/// <param name="StrictMachine">Probability up to which it is a recording, while strict.</param>
/// <param name="LaxMachine">Where that ends.</param>
/// <param name="MachineQuiet">Quiet after which it begins to move, in seconds.</param>
/// <param name="LongTalkMachine">The one for a recording after talk without end: no person says so much.</param>
/// <param name="AwaitingHuman">The one for a person while a recogniser owes the words of what was heard.</param>
internal sealed record AnswerThresholds(
    double StrictHuman, double LaxHuman, double HumanQuiet, double StrictMachine, double LaxMachine, double MachineQuiet, double LongTalkMachine, double AwaitingHuman)
{
    /// <summary>For how long thresholds move, in seconds of quiet.</summary>
    private const double Sliding = 0.25;

    /// <summary>For so long, in seconds of quiet, words are waited for.</summary>
    private const double WordsDue = 0.7;

    /// <summary>After so much quiet, in seconds, the likelier is told: nobody waits longer for an answer.</summary>
    private const double LongestQuiet = 2;

    /// <summary>What is likelier; people weigh more.</summary>
    private const double Even = 0.3;

    /// <summary>Talk without end, in seconds of speech.</summary>
    private const double LongTalk = 5;

    /// <summary>Those of a profile, without words and with them.</summary>
    /// <param name="profile">How sure it must be.</param>
    /// <param name="hasWords">Whether a recogniser listens.</param>
    public static AnswerThresholds Of(AnswerProfile profile, bool hasWords) => (profile, hasWords) switch
    {
        (AnswerProfile.Fast, false) => new(0.78, 0.3, 0.5, 0.05, 0.2, 0.5, 0.08, 0.78),
        (AnswerProfile.Fast, true) => new(0.8, 0.3, 0.5, 0.05, 0.2, 0.5, 0.08, 0.9),
        (AnswerProfile.Careful, false) => new(0.95, 0.5, 1.3, 0.015, 0.08, 1.2, 0.03, 0.95),
        (AnswerProfile.Careful, true) => new(0.95, 0.5, 1.2, 0.015, 0.08, 1.2, 0.03, 0.98),
        (_, false) => new(0.86, 0.4, 1.05, 0.03, 0.12, 0.9, 0.05, 0.86),
        (_, true) => new(0.9, 0.4, 1, 0.035, 0.12, 0.9, 0.05, 0.94),
    };

    /// <summary>At or above this probability it is a person.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    /// <param name="awaitsWords">Whether a recogniser owes words of that speech.</param>
    public double Human(double quiet, bool awaitsWords) =>
        awaitsWords && quiet < WordsDue ? AwaitingHuman : quiet >= LongestQuiet ? Even : Slide(StrictHuman, LaxHuman, quiet - HumanQuiet);

    /// <summary>At or below this probability it is a recording.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    /// <param name="talk">Seconds of speech so far.</param>
    public double Machine(double quiet, double talk) =>
        quiet >= LongestQuiet ? Even : Math.Max(Slide(StrictMachine, LaxMachine, quiet - MachineQuiet), talk >= LongTalk ? LongTalkMachine : 0);

    private static double Slide(double strict, double lax, double past) => strict + ((lax - strict) * Math.Clamp(past / Sliding, 0, 1));
}
