namespace Parley.Agents.Answering;

/// <summary>
/// How sure is sure enough. Strict at first, then laxer with every moment of quiet: dead air costs a person's patience, while a machine
/// greeted like a person is repaired by its beep. Chosen on generated calls that the model had not seen (texts_v.json: other scripts, voices
/// and beeps), and not on those that the figures are given for.
/// </summary>
/// <param name="FirstHuman">Probability from which it is a person, as soon as quiet begins: a "Hello?" like a thousand others.</param>
/// <param name="PauseHuman">The same for as long as a recording may pause between two sentences.</param>
/// <param name="LateHuman">After that.</param>
/// <param name="LaxHuman">When a person begins to wonder.</param>
/// <param name="LongestQuiet">After so much quiet, in seconds, the likelier is told: nobody waits longer for an answer.</param>
/// <param name="AwaitingFirstHuman">What <paramref name="FirstHuman"/> is while a recogniser owes the words of what was heard.</param>
/// <param name="AwaitingHuman">The same for <paramref name="PauseHuman"/>.</param>
/// <param name="Machine">Probability up to which it is a recording.</param>
/// <param name="LongTalkMachine">The same after talk without end: no person says so much.</param>
/// <param name="QuietMachine">The same when a person would have said hello again soon.</param>
/// <param name="Even">What is likelier in the end; people weigh more.</param>
internal sealed record AnswerThresholds(
    double FirstHuman,
    double PauseHuman,
    double LateHuman,
    double LaxHuman,
    double LongestQuiet,
    double AwaitingFirstHuman,
    double AwaitingHuman,
    double Machine,
    double LongTalkMachine,
    double QuietMachine,
    double Even)
{
    /// <summary>Where those for a person change, in seconds of quiet.</summary>
    private const double Pause = 0.35;
    private const double Late = 0.75;
    private const double Lax = 1.05;

    /// <summary>For so long, in seconds of quiet, words are waited for.</summary>
    private const double WordsDue = 0.7;

    /// <summary>Where the one for a recording changes, in seconds of quiet.</summary>
    private const double Quiet = 0.95;

    /// <summary>Talk without end, in seconds of speech.</summary>
    private const double LongTalk = 5;

    /// <summary>Those of a profile, without words and with them.</summary>
    /// <param name="profile">How sure it must be.</param>
    /// <param name="hasWords">Whether a recogniser listens.</param>
    public static AnswerThresholds Of(AnswerProfile profile, bool hasWords) => (profile, hasWords) switch
    {
        (AnswerProfile.Fast, false) => new(0.75, 0.8, 0.5, 0.3, 1.3, 0.75, 0.8, 0.03, 0.08, 0.08, 0.2),
        (AnswerProfile.Fast, true) => new(0.8, 0.85, 0.5, 0.3, 1.3, 0.85, 0.8, 0.03, 0.04, 0.04, 0.15),
        (AnswerProfile.Careful, false) => new(0.94, 0.98, 0.98, 0.9, 2, 0.94, 0.98, 0.01, 0.03, 0.02, 0.2),
        (AnswerProfile.Careful, true) => new(0.95, 0.97, 0.95, 0.9, 2, 0.98, 0.98, 0.01, 0.01, 0.01, 0.15),
        (_, false) => new(0.82, 0.96, 0.96, 0.5, 1.8, 0.82, 0.96, 0.02, 0.06, 0.06, 0.25),
        (_, true) => new(0.91, 0.97, 0.7, 0.7, 1.9, 0.9, 0.84, 0.02, 0.02, 0.02, 0.15),
    };

    /// <summary>At or above this probability it is a person.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    /// <param name="awaitsWords">Whether a recogniser owes words of that speech.</param>
    public double Human(double quiet, bool awaitsWords) => quiet switch
    {
        _ when quiet >= LongestQuiet => Even,
        < Pause => awaitsWords ? AwaitingFirstHuman : FirstHuman,
        < WordsDue when awaitsWords => AwaitingHuman,
        < Late => PauseHuman,
        < Lax => LateHuman,
        _ => LaxHuman,
    };

    /// <summary>At or below this probability it is a recording.</summary>
    /// <param name="quiet">Seconds since the last speech.</param>
    /// <param name="talk">Seconds of speech so far.</param>
    public double Recorded(double quiet, double talk) =>
        quiet >= LongestQuiet ? Even : Math.Max(talk >= LongTalk ? LongTalkMachine : Machine, quiet >= Quiet ? QuietMachine : 0);
}
