namespace Parley.Agents.Answering;

/// <summary>
/// How sure is sure enough. Strict at first, then laxer with every moment of quiet: dead air costs a person's patience, while a machine
/// greeted like a person is repaired by its beep. From a search on generated calls that the model had not seen (bench/Parley.AnswerTraining),
/// and not on those that the figures are given for.
/// </summary>
/// <param name="StrictHuman">Probability from which it is a person, while strict.</param>
/// <param name="StrictMachine">Probability up to which it is a recording, while strict.</param>
/// <param name="StrictQuiet">Quiet after which the thresholds begin to move, in seconds.</param>
/// <param name="SlidingQuiet">For how long they move, in seconds.</param>
/// <param name="LaxHuman">Where the one for a person ends.</param>
/// <param name="LaxMachine">Where the one for a recording ends.</param>
/// <param name="LongTalkMachine">The one for a recording after talk without end: no person says so much.</param>
internal sealed record AnswerThresholds(
    double StrictHuman, double StrictMachine, double StrictQuiet, double SlidingQuiet, double LaxHuman, double LaxMachine, double LongTalkMachine)
{
    /// <summary>Talk without end, in seconds of speech.</summary>
    private const double LongTalk = 5;

    /// <summary>Those of a profile.</summary>
    public static AnswerThresholds Of(AnswerProfile profile) => profile switch
    {
        AnswerProfile.Fast => new(0.78, 0.05, 0.5, 0.6, 0.3, 0.15, 0.08),
        AnswerProfile.Careful => new(0.95, 0.015, 1.1, 0.8, 0.5, 0.06, 0.03),
        _ => new(0.88, 0.03, 1.0, 0.5, 0.4, 0.12, 0.05),
    };

    /// <summary>At or above this probability it is a person.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    public double Human(double quiet) => Slide(StrictHuman, LaxHuman, quiet);

    /// <summary>At or below this probability it is a recording.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    /// <param name="talk">Seconds of speech so far.</param>
    public double Machine(double quiet, double talk) => Math.Max(Slide(StrictMachine, LaxMachine, quiet), talk >= LongTalk ? LongTalkMachine : 0);

    private double Slide(double strict, double lax, double quiet) =>
        strict + ((lax - strict) * Math.Clamp((quiet - StrictQuiet) / SlidingQuiet, 0, 1));
}
