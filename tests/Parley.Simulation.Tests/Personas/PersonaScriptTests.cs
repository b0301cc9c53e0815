using Parley.Rtp.Sdp;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Parley.Sip;

namespace Parley.Simulation.Tests.Personas;

/// <summary>What a persona does before the answer, and how it ends a call.</summary>
public sealed class PersonaScriptTests
{
    [Fact]
    public void Rings_ThenAnswers_RingsAsLongAsItSays()
    {
        var stage = Stage.Run("{ rings: 3s, steps: [hangUp] }");

        Assert.Equal(["INVITE", "100 Trying", "180 Ringing", "200 OK"], stage.Sip.Take(4));
        Assert.Equal(3, At(stage, SimulatedCallEventKind.Answered) - At(stage, SimulatedCallEventKind.Ringing), 0.001);
    }

    [Theory]
    [InlineData("183", "183 Session Progress")]
    [InlineData("182", "182 Queued")]
    [InlineData("none", null)]
    public void Rings_OtherSignal_TellsThat(string signal, string? told)
    {
        var stage = Stage.Run($"{{ rings: {{ for: 3s, signal: {signal} }}, steps: [hangUp] }}");

        Assert.Equal(told is null ? ["INVITE", "100 Trying", "200 OK"] : ["INVITE", "100 Trying", told, "200 OK"], stage.Sip.Take(told is null ? 3 : 4));
        Assert.InRange(At(stage, SimulatedCallEventKind.Answered), 2.99, 3.1);
    }

    [Fact]
    public void Rings_Range_IsDrawnFromTheSeed()
    {
        const string yaml = "{ rings: 1s..9s, steps: [hangUp] }";

        var drawn = Enumerable.Range(1, 5).Select(seed => At(Stage.Run(yaml, seed: seed), SimulatedCallEventKind.Answered)).ToList();

        Assert.All(drawn, seconds => Assert.InRange(seconds, 0.99, 9.1));
        Assert.Equal(5, drawn.Distinct().Count());
        Assert.Equal(drawn[2], At(Stage.Run(yaml, seed: 3), SimulatedCallEventKind.Answered));
    }

    [Fact]
    public void Rings_Forever_UntilTheCallerGivesUp()
    {
        var stage = Stage.Run("rings: forever");

        Assert.Equal(487, stage.Failure?.Status);
        Assert.DoesNotContain("200 OK", stage.Sip.TakeWhile(line => line != "CANCEL"));
    }

    [Fact]
    public void Refuse_WithEverything_SendsIt()
    {
        var stage = Stage.Run("""
            refuse:
              status: 503
              reason: No Circuit
              cause: 34
              headers:
                Retry-After: 120
                Warning: [399 carrier "one", 399 carrier "two"]
            """);

        Assert.Equal((SipFailureKind.Rejected, 503, "No Circuit"), (stage.Failure!.Kind, stage.Failure.Status, stage.Failure.ReasonPhrase));
        Assert.Equal((34, TimeSpan.FromMinutes(2)), (stage.Failure.Reason?.Cause, stage.Failure.RetryAfter));
        Assert.Equal(["399 carrier \"one\"", "399 carrier \"two\""], stage.Failure.Response!.Headers.GetValues("Warning"));
    }

    [Fact]
    public void Refuse_BareStatus_HasTheUsualWords()
    {
        var stage = Stage.Run("refuse: 480");

        Assert.Equal((480, "Temporarily Unavailable", null), (stage.Failure!.Status, stage.Failure.ReasonPhrase, stage.Failure.Reason));
        Assert.Equal(["INVITE", "100 Trying", "480 Temporarily Unavailable", "ACK"], stage.Sip);
    }

    [Fact]
    public void Refuse_Redirection_NamesTheContacts()
    {
        var stage = Stage.Run("refuse: { status: 302, headers: { Contact: '<sip:+15550002222@10.0.0.9>' } }");

        Assert.Equal((SipFailureKind.Redirected, "+15550002222"), (stage.Failure!.Kind, stage.Failure.Contacts.Single().Uri.User));
    }

    [Fact]
    public void Early_BeforeARefusal_IsHeardBeforeIt()
    {
        var stage = Stage.Run("""
            rings: 1s
            early:
              - say: All circuits are busy now.
              - pause: 300ms
            refuse: 486
            """);

        Assert.Equal(["INVITE", "100 Trying", "180 Ringing", "183 Session Progress", "486 Busy Here", "ACK"], stage.Sip);
        Assert.Equal("All circuits are busy now.", stage.Understood);
    }

    [Fact]
    public void Early_BeforeTheAnswer_GoesOnWithTheSameLine()
    {
        var stage = Stage.Run("""
            early:
              - say: Please wait.
              - pause: 700ms
            steps:
              - say: Hello?
              - pause: 300ms
            """);

        Assert.Equal("Please wait. Hello?", stage.Understood);
    }

    [Fact]
    public void IgnoresCalls_GivesNotEvenA100()
    {
        var stage = Stage.Run("ignoresCalls: yes");

        Assert.Equal(SipFailureKind.Timeout, stage.Failure?.Kind);
        Assert.All(stage.Sip, line => Assert.Equal("INVITE", line));
    }

    [Fact]
    public void Steps_AllDone_HangsUpWithNormalClearing()
    {
        var stage = Stage.Run("steps: [{ pause: 1s }]");

        Assert.Equal((true, 16), (stage.End?.ByRemote, stage.End?.Reason?.Cause));
        Assert.Equal(1, stage.AfterAnswer(SimulatedCallEventKind.Ended), 0.1);
    }

    [Fact]
    public void HangUp_OtherCause_IsTold()
    {
        var stage = Stage.Run("steps: [{ hangUp: , cause: 41 }, { say: Never. }]");

        Assert.Equal(41, stage.End?.Reason?.Cause);
        Assert.False(stage.Facts.Has(SimulatedCallEventKind.Said));
    }

    [Fact]
    public void HangsUpAfter_InTheMiddleOfAWord_HangsUp()
    {
        var stage = Stage.Run("""
            hangsUpAfter: 2s
            steps:
              - say: This is a very long sentence that nobody will ever hear to its very end since the line is cut before.
              - say: Never.
            """);

        Assert.True(stage.End?.ByRemote);
        Assert.Equal(2, stage.AfterAnswer(SimulatedCallEventKind.Ended), 0.1);
    }

    [Fact]
    public void Vanish_AnswersNothingAndSendsNothing()
    {
        var stage = Stage.Run("steps: [{ pause: 1s }, vanish]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(3);
            stage.Sent = stage.Call.Line.Session.Statistics.PacketsReceived;
            await stage.Call.PauseAsync(3);
        });

        Assert.Equal(stage.Sent, stage.Call.Line.Session.Statistics.PacketsReceived);
        Assert.InRange(stage.Sent, 30, 60);
        var byes = stage.Sip.SkipWhile(line => line != "BYE").ToList();
        Assert.True(byes.Count > 5);
        Assert.All(byes, line => Assert.Equal("BYE", line)); // the caller's, again and again
        Assert.True(stage.Facts.Has(SimulatedCallEventKind.Vanished));
        Assert.False(stage.Call.Line.Session.Statistics.RemoteSaidGoodbye);
    }

    [Fact]
    public void StopSending_CallGoesOnWithoutPackets()
    {
        var stage = Stage.Run("steps: [{ pause: 1s }, stopSending, { listen: 20s }, { pause: 1s }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(3);
            stage.Sent = stage.Call.Line.Session.Statistics.PacketsReceived;
            await stage.SayAsync("Are you still there?");
        });

        Assert.Equal(stage.Sent, stage.Call.Line.Session.Statistics.PacketsReceived);
        Assert.True(stage.Facts.Has(SimulatedCallEventKind.Heard));
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void Hold_ThenResume_RenegotiatesTwiceAndPlaysMusic()
    {
        var stage = Stage.Run("steps: [{ say: One moment please. }, { hold: 10s }, { say: I am back. }, { pause: 500ms }]");

        Assert.Equal([MediaDirection.ReceiveOnly, MediaDirection.SendReceive], stage.Call.Offers);
        Assert.Equal(["hold music"], stage.Details(SimulatedCallEventKind.Played));
        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Resumed) - stage.AfterAnswer(SimulatedCallEventKind.Held), 10, 10.1);
        Assert.Equal(["One moment please.", "I am back."], stage.Details(SimulatedCallEventKind.Said));
    }

    [Fact]
    public void Hold_WithoutMusic_IsSilent()
    {
        var stage = Stage.Run("steps: [{ hold: 2s, music: none }]");

        Assert.Equal(2, stage.Call.Offers.Count);
        Assert.All(stage.Call.Heard.Samples.ToArray(), sample => Assert.InRange(sample, -10, 10));
    }

    [Fact]
    public void Run_SameSeedTwice_IsTheSameToTheByte()
    {
        const string yaml = """
            rings: 1s..3s
            background: street
            steps:
              - pause: 100ms..2s
              - oneOf:
                  - steps: [{ say: Hello? }]
                  - steps: [{ say: Good day. }]
              - listen: 2s..5s
              - beep: 1400Hz
                for: 100ms..900ms
            """;
        Func<Stage, Task> caller = stage => stage.TalkAsync("It is me.");

        var (first, second, other) = (Stage.Run(yaml, caller, seed: 4), Stage.Run(yaml, caller, seed: 4), Stage.Run(yaml, caller, seed: 5));

        Assert.Equal(first.Facts.Events.Select(e => e.ToString()), second.Facts.Events.Select(e => e.ToString()));
        Assert.True(first.Call.Heard.Samples.Span.SequenceEqual(second.Call.Heard.Samples.Span));
        Assert.NotEqual(first.Facts.Events.Select(e => e.ToString()), other.Facts.Events.Select(e => e.ToString()));
    }

    [Fact]
    public void TakeCallAsync_PersonaInCSharp_IsServedLikeTheOthers()
    {
        var stage = Stage.Run(new Echo(), stage => stage.TalkAsync());

        Assert.Equal("Hello? You called +1.", stage.Understood);
    }

    private sealed record Echo : Persona
    {
        public override string Name => "echo";

        public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
        {
            await phone.AnswerAsync(cancellationToken);
            await phone.SayAsync($"Hello? You called {phone.Call.Number}.", cancellationToken);
            await phone.PauseAsync(TimeSpan.FromMilliseconds(300), cancellationToken);
        }
    }

    private static double At(Stage stage, SimulatedCallEventKind kind) => stage.Facts.Events.First(e => e.Kind == kind).After.TotalSeconds;
}
