using Parley.Agents;
using Parley.Cli.Demo;

namespace Parley.Cli.Tests.Demo;

public sealed class SessionTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CallTimeline _person = new("person", "+15551230001");
    private readonly CallTimeline _voicemail = new("voicemail", "+15551230002");

    [Fact]
    public void Take_EventsOfTwoLegs_GoToTheirCalls()
    {
        var timeline = Take(
            (0, new CallStateUpdated(CallState.Joined)),
            (0.5, new DialoutConnected("a") { Destination = "+15551230001" }),
            (0.6, new DialoutConnected("b") { Destination = "sip:+15551230002@127.0.0.1:5080" }),
            (2.5, new DialoutAnswered("a")),
            (3.0, new UserTranscript("a", "Hel", IsFinal: false)),
            (3.5, new UserTranscript("a", "Hello?", IsFinal: true)),
            (4.0, new AnswerDetected("a", AnsweredBy.Human, 0.9, "short greeting")),
            (6.0, new BotTranscript("a", "Good day.", IsInterrupted: false)),
            (6.5, new BotTranscript("somebody else", "Never.", IsInterrupted: false)),
            (9.0, new DialoutStopped("a") { Outcome = Outcome(HangUpParty.Agent) }));

        Assert.Equal(
            [
                "  0.5 s  -       the network has the call",
                "  2.5 s  -       answered after 2.0 s",
                "  3.5 s  callee  Hello?",
                "  4.0 s  -       a person, decided 1.5 s after the answer (short greeting)",
                "  6.0 s  agent   Good day.",
                "  9.0 s  -       ended by the agent after 6.5 s",
            ],
            _person.Entries.Select(TimelineDisplay.Format));
        Assert.Equal(("a", "b"), (timeline.LegOf(_person), timeline.LegOf(_voicemail)));
        Assert.Equal("Hello?", _person.WordsOf(Speaker.Callee));
        Assert.Equal(AnsweredBy.Human, _person.AnsweredBy);
        Assert.True(_person.IsOver);
        Assert.Equal(("ringing", false), (_voicemail.State, _voicemail.IsOver));
    }

    [Fact]
    public void Take_Refused_SaysWhy()
    {
        Take((0.4, new DialoutError("a") { Destination = "+15551230001", Message = "486 Busy Here" }));

        Assert.Equal("not answered: 486 Busy Here", Assert.Single(_person.Entries).Text);
        Assert.True(_person.IsOver);
    }

    [Fact]
    public void Take_SecondThoughts_TheLastVerdictCounts()
    {
        Take(
            (0, new DialoutConnected("a") { Destination = "+15551230001" }),
            (1, new DialoutAnswered("a")),
            (2, new AnswerDetected("a", AnsweredBy.Human, 0.6, "short greeting")),
            (5, new AnswerRevised("a", AnsweredBy.Machine, 0.9, "record beep")));

        Assert.Equal(AnsweredBy.Machine, _person.AnsweredBy);
        Assert.Equal("no, a voicemail: record beep", _person.Entries[^1].Text);
    }

    [Theory]
    [InlineData("user-started", "callee speaks")]
    [InlineData("bot-started", "agent speaks")]
    [InlineData("bot-stopped", "listening")]
    public void Take_Turns_ShowInTheStateOnly(string occurred, string state)
    {
        Take((0, new DialoutConnected("a") { Destination = "+15551230001" }), (1, occurred switch
        {
            "user-started" => new UserStartedSpeaking("a"),
            "bot-started" => new BotStartedSpeaking("a"),
            _ => new BotStoppedSpeaking("a"),
        }));

        Assert.Equal(state, _person.State);
        Assert.Single(_person.Entries);
    }

    private static DialoutOutcome Outcome(HangUpParty endedBy) =>
        new() { Stage = DialoutStage.Answered, EndedBy = endedBy, StartedAt = Start, EndedAt = Start };

    private SessionTimeline Take(params (double Seconds, AgentEvent Occurred)[] events)
    {
        var timeline = new SessionTimeline([_person, _voicemail]);
        timeline.Take(new CallStateUpdated(CallState.Joining) { Timestamp = Start });
        foreach (var (seconds, occurred) in events)
        {
            timeline.Take(occurred with { Timestamp = Start.AddSeconds(seconds) });
        }

        return timeline;
    }
}
