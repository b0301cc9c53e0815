using Parley.Agents;
using Parley.Simulation.Carrier;

namespace Parley.Testing.Facts;

/// <summary>
/// What follows from a <see cref="CallRecord"/>: who answered and when that was known, who spoke when, how long answers took. Sound is measured where the far end
/// hears it. Times are counted from the start of the record unless it says otherwise.
/// </summary>
public sealed class CallFacts
{
    private readonly Lazy<IReadOnlyList<SoundSpan>> _said;
    private readonly Lazy<IReadOnlyList<SoundSpan>> _heard;

    /// <summary>Looks at a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="hasSimulatedFarEnd">Whether the far end is a persona, so that its own record can be relied on.</param>
    public CallFacts(CallRecord call, bool hasSimulatedFarEnd = true)
    {
        ArgumentNullException.ThrowIfNull(call);
        (Call, HasSimulatedFarEnd) = (call, hasSimulatedFarEnd);
        var opened = FirstOf(SimulatedCallEventKind.EarlyMedia, SimulatedCallEventKind.Answered) ?? TimeSpan.Zero;
        _said = new(() => SoundSpans.Find(call.Said, opened));
        _heard = new(() => SoundSpans.Find(call.Heard, opened));
        LineOpened = opened;
    }

    /// <summary>The call.</summary>
    public CallRecord Call { get; }

    /// <summary>Whether the far end is a persona, so that its own record can be relied on.</summary>
    public bool HasSimulatedFarEnd { get; }

    /// <summary>When the far end's line was opened: where its tapes begin.</summary>
    public TimeSpan LineOpened { get; }

    /// <summary>When the call was answered, as the one who was called saw it.</summary>
    public TimeSpan? Answered => FirstOf(SimulatedCallEventKind.Answered) ?? (Call.Outcome?.AnsweredAt is { } at ? Call.After(at) : null);

    /// <summary>Who answered, by the last verdict.</summary>
    public AnsweredBy? AnsweredBy => Verdicts.LastOrDefault().Verdict;

    /// <summary>How long after the answer the agent's side knew for good who answered: when the last verdict was reached and not changed any more.</summary>
    public TimeSpan? VerdictAfterAnswer
    {
        get
        {
            var verdicts = Verdicts.ToList();
            var answered = Call.Events.FirstOrDefault(e => e is DialoutAnswered or DialinConnected)?.Timestamp;
            if (verdicts.Count == 0 || answered is null)
            {
                return null;
            }

            var known = verdicts.Count - 1;
            while (known > 0 && verdicts[known - 1].Verdict == verdicts[known].Verdict)
            {
                known--;
            }

            return verdicts[known].At - answered;
        }
    }

    /// <summary>Where the far end made a sound.</summary>
    public IReadOnlyList<SoundSpan> Said => _said.Value;

    /// <summary>Where the far end heard a sound.</summary>
    public IReadOnlyList<SoundSpan> Heard => _heard.Value;

    /// <summary>The first beep of a machine.</summary>
    public SoundSpan? Beep
    {
        get
        {
            if (Call.FarEnd.FirstOrDefault(IsBeep) is not { } played)
            {
                return null;
            }

            var start = Call.After(played.At);
            var sound = Said.FirstOrDefault(span => span.End > start);
            return sound.End > start ? new(start, sound.End) : new(start, start);
        }
    }

    /// <summary>What the agent said, turn by turn.</summary>
    public IReadOnlyList<AgentTurn> AgentTurns
    {
        get
        {
            var turns = new List<AgentTurn>();
            var started = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var occurred in Call.Events)
            {
                switch (occurred)
                {
                    case BotStartedSpeaking speaking:
                        started[speaking.ParticipantId ?? ""] = speaking.Timestamp;
                        break;
                    case BotTranscript said:
                        started.Remove(said.ParticipantId ?? "", out var start);
                        turns.Add(new(Call.After(start == default ? said.Timestamp : start), Call.After(said.Timestamp), said.Text, said.IsInterrupted));
                        break;
                }
            }

            return turns;
        }
    }

    /// <summary>How long after the answer the far end first heard the agent.</summary>
    public TimeSpan? FirstWord => Answered is { } answered && Heard.FirstOrDefault(span => span.End > answered) is { End.Ticks: > 0 } first
        ? Max(first.Start - answered, TimeSpan.Zero)
        : null;

    /// <summary>How long the far end waited for the agent each time that it had stopped speaking and the agent then spoke.</summary>
    public IReadOnlyList<TimeSpan> ResponseTimes => Turns.ResponseTimes(Said, Heard);

    /// <summary>How long the agent could still be heard each time that it was interrupted, counted from the moment when both could be heard.</summary>
    public IReadOnlyList<TimeSpan> BargeIns =>
        Turns.BargeIns(Said, Heard, [.. Call.Events.OfType<BotInterrupted>().Select(e => Call.After(e.Timestamp))]);

    /// <summary>The keys that the far end received.</summary>
    public string KeysToFarEnd => string.Concat(Call.FarEnd.Where(e => e.Kind == SimulatedCallEventKind.Digit).Select(e => e.Detail));

    /// <summary>The keys that the agent's side received.</summary>
    public string KeysToAgent => string.Concat(Call.Events.OfType<DtmfReceived>().Select(e => e.Tone));

    /// <summary>For how long the far end heard sound between two moments.</summary>
    public TimeSpan HeardBetween(TimeSpan from, TimeSpan to) => Heard.Aggregate(
        TimeSpan.Zero,
        (sum, span) => sum + Max((span.End < to ? span.End : to) - Max(span.Start, from), TimeSpan.Zero));

    private IEnumerable<(AnsweredBy? Verdict, DateTimeOffset At)> Verdicts => Call.Events
        .Where(e => e is AnswerDetected or AnswerRevised)
        .Select(e => ((AnsweredBy?)(e is AnswerDetected first ? first.AnsweredBy : ((AnswerRevised)e).AnsweredBy), e.Timestamp));

    private static bool IsBeep(SimulatedCallEvent occurred) =>
        occurred.Kind == SimulatedCallEventKind.Played && occurred.Detail.StartsWith("beep", StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private TimeSpan? FirstOf(params SimulatedCallEventKind[] kinds) =>
        Call.FarEnd.FirstOrDefault(e => kinds.Contains(e.Kind)) is { } first ? Call.After(first.At) : null;
}
