namespace Parley.Agents.Answering;

/// <summary>Something that <see cref="AnswerDetector"/> tells.</summary>
/// <param name="At">When it was told, since the answer (before it: since the early media began); never back-dated.</param>
public abstract record AnswerSignal(TimeSpan At);

/// <summary>The first verdict about who answered. A session tells it as <see cref="AnswerDetected"/>.</summary>
/// <param name="Verdict">Who.</param>
/// <param name="Confidence">How sure, 0 to 1.</param>
/// <param name="Reason">Why, in a few words, for logs and for people.</param>
/// <param name="At">When it was told, since the answer.</param>
/// <param name="IsFinal">Whether irreversible acts may follow. A provisional human may be talked to; <see cref="VerdictRevised"/> may follow.</param>
public sealed record VerdictReached(AnsweredBy Verdict, double Confidence, string Reason, TimeSpan At, bool IsFinal) : AnswerSignal(At);

/// <summary>
/// A later, better verdict. A session tells it as <see cref="AnswerRevised"/>.
/// </summary>
/// <param name="Previous">What was told before.</param>
/// <param name="Verdict">Who it is.</param>
/// <param name="Confidence">How sure, 0 to 1.</param>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="At">When it was told, since the answer.</param>
/// <param name="IsFinal">Whether irreversible acts may follow.</param>
public sealed record VerdictRevised(AnsweredBy Previous, AnsweredBy Verdict, double Confidence, string Reason, TimeSpan At, bool IsFinal) : AnswerSignal(At);

/// <summary>A record beep was heard, and it is over. A session tells it as <see cref="BeepHeard"/>.</summary>
/// <param name="Start">When it began, since the answer.</param>
/// <param name="End">When it ended.</param>
/// <param name="Hz">Its only or lower frequency.</param>
/// <param name="At">When it was told.</param>
public sealed record RecordBeepOver(TimeSpan Start, TimeSpan End, double Hz, TimeSpan At) : AnswerSignal(At);

/// <summary>
/// The machine records now: say the message. Told again when a beep comes after it was told because of silence:
/// only what is said after the beep will be kept, so begin again. A session tells it as <see cref="LeaveMessageNow"/>.
/// </summary>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="At">When it was told, since the answer.</param>
public sealed record MessageMayStart(string Reason, TimeSpan At) : AnswerSignal(At);

/// <summary>
/// Sound and words leave it open, and time runs: who can ask a chat model may do so now and hand its answer to
/// <see cref="AnswerDetector.Hear(AnswerOpinion)"/>. Told only with <see cref="AnswerDetectorOptions.AsksForOpinion"/>, once per call;
/// nothing waits for the answer, and the deadline stays where it is.
/// </summary>
/// <param name="Words">What was heard, in lower case and without punctuation: equal words give equal text, so that answers can be kept.</param>
/// <param name="At">When it was told, since the answer.</param>
public sealed record OpinionWanted(string Words, TimeSpan At) : AnswerSignal(At);
