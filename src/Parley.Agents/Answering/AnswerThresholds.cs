namespace Parley.Agents.Answering;

/// <summary>
/// How sure is sure enough. Strict at first, then laxer with every moment of quiet: dead air costs a person's patience, while a machine
/// greeted like a person is repaired by its beep. The strict ends come from a grid search on generated calls (bench/Parley.AnswerTraining),
/// the way down from trials on the same calls; neither from those that the figures are given for.
/// </summary>
internal sealed class AnswerThresholds
{
    /// <summary>Quiet after which the thresholds begin to move, and for how long they do, in seconds.</summary>
    private const double StrictQuiet = 0.8;
    private const double SlidingQuiet = 1.2;

    /// <summary>Where they end.</summary>
    private const double LaxHuman = 0.6;
    private const double LaxMachine = 0.08;

    /// <summary>Talk without end is a recording: from 5 s on, a little less proof is asked for.</summary>
    private const double LongTalk = 5;
    private const double LongTalkMachine = 0.04;

    private readonly double _human;
    private readonly double _machine;

    public AnswerThresholds(AnswerProfile profile) => (_human, _machine) = profile switch
    {
        AnswerProfile.Fast => (0.80, 0.04),
        AnswerProfile.Careful => (0.95, 0.01),
        _ => (0.90, 0.02),
    };

    /// <summary>At or above this probability it is a person.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    public double Human(double quiet) => Slide(_human, LaxHuman, quiet);

    /// <summary>At or below this probability it is a recording.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    /// <param name="talk">Seconds of speech so far.</param>
    public double Machine(double quiet, double talk) => Math.Max(Slide(_machine, LaxMachine, quiet), talk >= LongTalk ? LongTalkMachine : 0);

    private static double Slide(double strict, double lax, double quiet) =>
        strict + ((lax - strict) * Math.Clamp((quiet - StrictQuiet) / SlidingQuiet, 0, 1));
}
