using System.Collections.Immutable;
using System.Globalization;
using Parley.Agents;

namespace Parley.Cli.Demo;

/// <summary>What happened on one call, told from the session's events. Written by one task, read by another.</summary>
/// <param name="name">What to call it.</param>
/// <param name="number">The number dialled.</param>
internal sealed class CallTimeline(string name, string number)
{
    private TimeSpan _connected;
    private TimeSpan _answered;
    private volatile ImmutableList<TimelineEntry> _entries = [];

    /// <summary>What to call it.</summary>
    public string Name => name;

    /// <summary>The number dialled.</summary>
    public string Number => number;

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<TimelineEntry> Entries => _entries;

    /// <summary>What is happening just now.</summary>
    public string State { get; private set; } = "dialling";

    /// <summary>Whether the call is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The last verdict on who answered.</summary>
    public AnsweredBy? AnsweredBy { get; private set; }

    /// <summary>Everything that one side said.</summary>
    public string WordsOf(Speaker who) => string.Join(' ', _entries.Where(entry => entry.Who == who).Select(entry => entry.Text));

    /// <summary>Takes note of an event of this call.</summary>
    /// <param name="occurred">What happened.</param>
    /// <param name="at">When, from the start of the session.</param>
    public void Take(AgentEvent occurred, TimeSpan at)
    {
        switch (occurred)
        {
            case DialoutConnected:
                _connected = at;
                Add(at, Speaker.Network, "the network has the call", "ringing");
                break;
            case DialoutAnswered:
                _answered = at;
                Add(at, Speaker.Network, $"answered after {Seconds(at - _connected)}", "answered");
                break;
            case AnswerDetected verdict:
                AnsweredBy = verdict.AnsweredBy;
                Add(at, Speaker.Network, $"{Words(verdict.AnsweredBy)}, decided {Seconds(at - _answered)} after the answer ({verdict.Reason})");
                break;
            case AnswerRevised verdict:
                AnsweredBy = verdict.AnsweredBy;
                Add(at, Speaker.Network, $"no, {Words(verdict.AnsweredBy)}: {verdict.Reason}");
                break;
            case BeepHeard beep:
                Add(at, Speaker.Network, string.Create(CultureInfo.InvariantCulture, $"beep of {beep.Frequency:0} Hz"));
                break;
            case LeaveMessageNow:
                Add(at, Speaker.Network, "the machine records", "leaving a message");
                break;
            case UserStartedSpeaking:
                State = "callee speaks";
                break;
            case BotStartedSpeaking:
                State = "agent speaks";
                break;
            case UserStoppedSpeaking or BotStoppedSpeaking:
                State = "listening";
                break;
            case UserTranscript { IsFinal: true } said:
                Add(at, Speaker.Callee, said.Text);
                break;
            case BotTranscript said:
                Add(at, Speaker.Agent, said.IsInterrupted ? $"{said.Text} [interrupted]" : said.Text);
                break;
            case ConversationError error:
                Add(at, Speaker.Network, $"{error.Source} failed: {error.Message}");
                break;
            case DialoutStopped stopped:
                End(at, $"ended by {Words(stopped.Outcome?.EndedBy)} after {Seconds(at - _answered)}");
                break;
            case DialoutError error:
                End(at, $"not answered: {error.Message}");
                break;
        }
    }

    private static string Words(AnsweredBy answeredBy) => answeredBy switch
    {
        Agents.AnsweredBy.Human => "a person",
        Agents.AnsweredBy.Machine => "a voicemail",
        _ => answeredBy.ToString().ToLowerInvariant(),
    };

    private static string Words(HangUpParty? party) => party is null ? "somebody" : $"the {party.Value.ToString().ToLowerInvariant()}";

    private static string Seconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s");

    private void End(TimeSpan at, string text)
    {
        Add(at, Speaker.Network, text, "over");
        IsOver = true;
    }

    private void Add(TimeSpan at, Speaker who, string text, string? state = null)
    {
        _entries = _entries.Add(new TimelineEntry(at, who, text));
        State = state ?? State;
    }
}
