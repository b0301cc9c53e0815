using Parley.Rtp.Sdp;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Parley.Sip;

namespace Parley.Simulation.Tests.Personas;

/// <summary>Every shipped persona does what its name says.</summary>
public sealed class ShippedPersonasTests
{
    public static TheoryData<string> Names => [.. ShippedPersonas.Names];

    [Fact]
    public void All_AreManyAndTellApart()
    {
        var all = ShippedPersonas.All;

        Assert.True(all.Count >= 24);
        Assert.Equal(all.Count, all.Values.Select(persona => persona.Name).Distinct().Count());
        Assert.All(all.Values, persona => Assert.NotNull(persona.Description));
        Assert.All(all.Keys, name => Assert.Matches("^[a-z]+(-[a-z]+)*$", name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SourceOf_Any_TellsEditorsItsSchema(string name) =>
        Assert.StartsWith("# yaml-language-server: $schema=../personas.schema.json\n", ShippedPersonas.SourceOf(name), StringComparison.Ordinal);

    [Fact]
    public void Get_Unknown_SuggestsTheNearest()
    {
        var exception = Assert.Throws<ArgumentException>(() => ShippedPersonas.Get("quik-person"));

        Assert.Contains("did you mean 'quick-person'?", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("busy", 486, 17, null)]
    [InlineData("declined", 603, 21, null)]
    [InlineData("not-found", 404, 1, null)]
    [InlineData("unavailable", 480, 20, null)]
    [InlineData("spam-blocked", 608, 21, null)]
    [InlineData("carrier-congestion", 503, 34, null)]
    [InlineData("not-in-service", 404, 1, "The number you have dialed is not in service.")]
    [InlineData("number-changed", 410, 22, "The number you have dialed has been changed. The new number is not available.")]
    [InlineData("announcement-then-busy", 486, 17, "The person you are calling is on another call. Please try again later.")]
    public void Refusals_RefuseWithStatusAndCause(string name, int status, int cause, string? announcement)
    {
        var stage = Stage.Run(ShippedPersonas.Get(name));

        Assert.Equal((SipFailureKind.Rejected, status, cause), (stage.Failure!.Kind, stage.Failure.Status, stage.Failure.Reason?.Cause));
        Assert.Equal(announcement, stage.Call.Heard.Samples.IsEmpty ? null : stage.Understood);
        Assert.Equal(announcement is not null, stage.Sip.Contains("183 Session Progress"));
        Assert.Equal(name == "declined", stage.Sip.Contains("180 Ringing"));
    }

    [Fact]
    public void CarrierCongestion_SaysWhenToTryAgain() => Assert.Equal(TimeSpan.FromMinutes(2), Stage.Run(ShippedPersonas.Get("carrier-congestion")).Failure!.RetryAfter);

    [Fact]
    public void Redirected_NamesAnotherNumber()
    {
        var failure = Stage.Run(ShippedPersonas.Get("redirected")).Failure!;

        Assert.Equal((SipFailureKind.Redirected, 302, "+15551230001"), (failure.Kind, failure.Status, failure.Contacts.Single().Uri.User));
    }

    [Fact]
    public void Unreachable_AnswersNothing()
    {
        var stage = Stage.Run(ShippedPersonas.Get("unreachable"));

        Assert.Equal(SipFailureKind.Timeout, stage.Failure!.Kind);
        Assert.All(stage.Sip, line => Assert.Equal("INVITE", line));
    }

    [Fact]
    public void NoAnswer_RingsUntilCancelled()
    {
        var stage = Stage.Run(ShippedPersonas.Get("no-answer"));

        Assert.Equal(487, stage.Failure!.Status);
        Assert.Contains("180 Ringing", stage.Sip);
    }

    [Theory]
    [InlineData("person", "Hello?", "Thank you, goodbye.")]
    [InlineData("quick-person", "Yes, hello?", "Great, bye!")]
    [InlineData("slow-person", "Hello?", "Goodbye then.")]
    [InlineData("shy-person", "Hello?", "Bye.")]
    [InlineData("person-on-a-street", "Hello?", "Thanks, bye.")]
    [InlineData("person-who-holds", "Hello?", "Goodbye.")]
    [InlineData("person-who-interrupts", "Hello, who is this?", "Bye.")]
    [InlineData("polite-person", "Good morning, you are speaking with Robin Reed, how can I help you today?", "Goodbye.")]
    [InlineData("elderly-person", "Yes?", "Bye bye.")]
    [InlineData("wrong-number", "Hello?", "Bye.")]
    [InlineData("switchboard", "Thank you for calling Miller and Partners, this is the front desk.", "Thank you, goodbye.")]
    [InlineData("answering-service", "Thank you for calling the answering service.", "Goodbye.")]
    [InlineData("false-answer", "Hello?", "Goodbye.")]
    [InlineData("early-ringback", "Hello?", "Goodbye.")]
    [InlineData("person-with-odd-clock", "Hello?", "Goodbye.")]
    public void People_SpokenTo_TalkToTheEndAndHangUp(string name, string first, string last)
    {
        var stage = Stage.Run(ShippedPersonas.Get(name), stage => stage.TalkOnAsync());

        var said = stage.Details(SimulatedCallEventKind.Said);
        Assert.Equal((first, last), (said[0], said[^1]));
        Assert.True(stage.Facts.Has(SimulatedCallEventKind.Heard));
        Assert.Equal((true, 16), (stage.End?.ByRemote, stage.End?.Reason?.Cause));
    }

    [Theory]
    [InlineData("person")]
    [InlineData("quick-person")]
    [InlineData("person-who-interrupts")]
    [InlineData("wrong-number")]
    [InlineData("call-screener")]
    [InlineData("person-who-asks-back")]
    [InlineData("dial-in-caller")]
    public void People_NobodySpeaks_HangUpInTime(string name)
    {
        var stage = Stage.Run(ShippedPersonas.Get(name));

        Assert.True(stage.End?.ByRemote);
        Assert.False(stage.Facts.Has(SimulatedCallEventKind.Heard));
        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Ended), 2, 30);
    }

    [Fact]
    public void ShyPerson_NotSpokenTo_IsSilentForFourSeconds()
    {
        var stage = Stage.Run(ShippedPersonas.Get("shy-person"));

        Assert.Equal(4, stage.AfterAnswer(SimulatedCallEventKind.Said), 0.1);
    }

    [Fact]
    public void SlowPerson_RingsLong() => Assert.InRange(RingTime(Stage.Run(ShippedPersonas.Get("slow-person"))), 12, 16.1);

    [Fact]
    public void PersonWhoInterrupts_SpeaksWhileTheCallerDoes()
    {
        var stage = Stage.Run(
            ShippedPersonas.Get("person-who-interrupts"),
            stage => stage.TalkAsync("Good day, I am calling you about the appointment that you made with us for the next week."));

        Assert.Equal("Sorry, what is this about?", stage.Details(SimulatedCallEventKind.Said)[1]);
        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Said, which: 1) - stage.AfterAnswer(SimulatedCallEventKind.Said), 2, 5); // the caller needs seven
    }

    [Fact]
    public void PersonWhoHolds_HoldsWithMusic()
    {
        var stage = Stage.Run(ShippedPersonas.Get("person-who-holds"), stage => stage.TalkAsync("Hello, this is the clinic."));

        Assert.Equal([MediaDirection.ReceiveOnly, MediaDirection.SendReceive], stage.Call.Offers);
        Assert.Contains("hold music", stage.Details(SimulatedCallEventKind.Played));
    }

    [Theory]
    [InlineData("voicemail", 1_000)]
    [InlineData("personal-voicemail", 1_400)]
    [InlineData("carrier-voicemail", 850)]
    public void Voicemails_AfterTheBeep_KeepTheMessage(string name, double hz)
    {
        var stage = Stage.Run(ShippedPersonas.Get(name), async stage =>
        {
            await stage.AnsweredAsync();
            while (!stage.BeepHeard(hz))
            {
                await stage.Call.PauseAsync(0.1);
            }

            await stage.Call.PauseAsync(0.7);
            await stage.SayAsync("This is my message.");
        });

        Assert.Equal("This is my message.", stage.CallerLines.Read(stage.Facts.Message!));
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void FullMailbox_SaysSoWithoutABeepAndHangsUp()
    {
        var stage = Stage.Run(ShippedPersonas.Get("full-mailbox"));

        Assert.Contains("is full", stage.Understood, StringComparison.Ordinal);
        Assert.False(stage.Facts.Has(SimulatedCallEventKind.Played));
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void CallScreener_ConnectsSomeAndSendsOthersAway()
    {
        var ends = Enumerable.Range(1, 12)
            .Select(seed => Stage.Run(ShippedPersonas.Get("call-screener"), stage => stage.TalkOnAsync(), seed).Details(SimulatedCallEventKind.Said))
            .ToLookup(said => said.Contains("Hello, this is Kim."));

        Assert.NotEmpty(ends[true]);
        Assert.NotEmpty(ends[false]);
    }

    [Theory]
    [InlineData("112", "Appointment desk, Chris speaking, how can I help you?")]
    [InlineData("19192", "Our billing office is closed.")] // back, and back again
    [InlineData("121234", "Your appointment is cancelled.")]
    [InlineData("7", "That is not a valid choice.")]
    public void Ivr_Keys_LeadThroughThreeLevels(string keys, string said)
    {
        var stage = Stage.Run(ShippedPersonas.Get("ivr"), async stage =>
        {
            await stage.AnsweredAsync();
            foreach (var key in keys)
            {
                await stage.PressAsync(key.ToString(), after: 3);
            }
        });

        Assert.Contains(said, stage.Details(SimulatedCallEventKind.Said));
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void DeadAir_SaysNothingAndStays()
    {
        var stage = Stage.Run(ShippedPersonas.Get("dead-air"));

        Assert.False(stage.End?.ByRemote);
        Assert.All(stage.Call.Heard.Samples.ToArray(), sample => Assert.InRange(sample, -10, 10));
        Assert.True(stage.Call.Line.Session.Statistics.PacketsReceived > 1_000);
    }

    [Fact]
    public void DropsCall_HangsUpAfterTwoSeconds() =>
        Assert.Equal(2, Stage.Run(ShippedPersonas.Get("drops-call")).AfterAnswer(SimulatedCallEventKind.Ended), 0.05);

    [Fact]
    public void Vanishes_IsGoneWithoutABye()
    {
        var stage = Stage.Run(ShippedPersonas.Get("vanishes"), stage => stage.TalkAsync("Hello, are you Alex?"));

        Assert.False(stage.End?.ByRemote);
        Assert.All(stage.Sip.SkipWhile(line => line != "BYE"), line => Assert.Equal("BYE", line));
    }

    [Fact]
    public void Fax_PlaysItsToneAndItsModem()
    {
        var stage = Stage.Run(ShippedPersonas.Get("fax"));

        Assert.Equal(["fax answer", "fax modem"], stage.Details(SimulatedCallEventKind.Played));
        Assert.True(stage.BeepHeard(2_100));
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void AnnouncementAfterAnswer_AnswersFirst()
    {
        var stage = Stage.Run(ShippedPersonas.Get("announcement-after-answer"));

        Assert.Contains("no longer in service", stage.Understood, StringComparison.Ordinal);
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void EarlyRingback_RingsByEarlyMediaOnly()
    {
        var stage = Stage.Run(ShippedPersonas.Get("early-ringback"));

        Assert.DoesNotContain("180 Ringing", stage.Sip);
        Assert.Contains("183 Session Progress", stage.Sip);
        Assert.Equal(5, RingTime(stage, SimulatedCallEventKind.EarlyMedia), 0.1);
    }

    [Fact]
    public void FalseAnswer_AnswersAtOnceAndRingsThen()
    {
        var stage = Stage.Run(ShippedPersonas.Get("false-answer"));

        Assert.Equal(["INVITE", "100 Trying", "200 OK"], stage.Sip.Take(3));
        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Said), 12, 18.4);
    }

    private static double RingTime(Stage stage, SimulatedCallEventKind from = SimulatedCallEventKind.Ringing) =>
        -stage.AfterAnswer(from);
}
