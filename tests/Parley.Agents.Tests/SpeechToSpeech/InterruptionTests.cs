using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.SpeechToSpeech;

/// <summary>The caller speaks into what a model says: silence at once, and the model forgets what was not heard.</summary>
public sealed class InterruptionTests
{
    private const string Words = "One two three four five six seven eight nine ten";

    private static readonly SpeechToSpeechEvent s_speaks = new SpeechToSpeechEvent.SpeechStarted();

    [Fact]
    public void Speech_IntoAnAnswerUnderWay_CutsItAndTruncatesAtThePlayedPosition()
    {
        var model = new FakeModel();
        using var call = Answering(model, seconds: 3);
        call.Waits(0.7);
        var before = call.Played();

        model.Session.Tell(s_speaks);
        call.Stage.Settle();
        call.Waits(0.5);

        Assert.Equal(before, call.Played()); // Not a sample more.
        var playedInTurn = TimeSpan.FromSeconds((before - (0.2 * 8000)) / 8000); // Less the 0.2 s of the greeting.
        Assert.Equal(
            [new SpeechToSpeechCommand.CancelResponse("r1"), new SpeechToSpeechCommand.TruncateItem("item-r1", playedInTurn)],
            model.Session.Commands[^2..]);
        Assert.InRange(playedInTurn.TotalSeconds, 0.6, 0.8);
        Assert.True(call.Has<BotInterrupted>());
    }

    [Fact]
    public void Speech_IntoAnAnswerThatIsAllThere_TruncatesWithoutCancelling()
    {
        var model = new FakeModel();
        using var call = Answering(model, seconds: 3);
        model.Session.Tell(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
        call.Waits(1);

        model.Session.Tell(s_speaks);
        call.Waits(0.02);

        Assert.Empty(model.Session.Of<SpeechToSpeechCommand.CancelResponse>());
        Assert.Equal("item-r1", Assert.Single(model.Session.Of<SpeechToSpeechCommand.TruncateItem>()).ItemId);
    }

    [Fact]
    public void Transcript_Interrupted_HoldsTheWordsThatWerePlayed()
    {
        var model = new FakeModel();
        using var call = Answering(model, seconds: 5);
        call.Waits(1.9);

        model.Session.Tell(s_speaks);
        call.Waits(0.1);

        var spoken = call.Events.OfType<BotTranscript>().Last();
        Assert.Equal(("One two three four", true), (spoken.Text, spoken.IsInterrupted)); // 1.9 s of 5 s, in whole words.
    }

    [Fact]
    public void Speech_AfterTheLastSample_ForgetsNothing()
    {
        var model = new FakeModel();
        using var call = Answering(model, seconds: 0.3);
        model.Session.Tell(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
        call.Waits(1);

        model.Session.Tell(s_speaks);
        call.Waits(0.1);

        Assert.Empty(model.Session.Of<SpeechToSpeechCommand.TruncateItem>());
        Assert.False(call.Has<BotInterrupted>());
    }

    [Fact]
    public void Speech_BeforeTheResponseHasBegun_CancelsItOnceItDoesAndForgetsItsWords()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        call.Asks(model, "Count.");
        model.Session.Tell(s_speaks);
        call.Waits(0.1);
        Assert.Empty(model.Session.Of<SpeechToSpeechCommand.CancelResponse>());

        model.Session.Begins("r1", Words, 1);
        call.Waits(0.3);
        model.Session.Tell(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Cancelled));
        call.Waits(0.02);

        Assert.Equal("r1", Assert.Single(model.Session.Of<SpeechToSpeechCommand.CancelResponse>()).ResponseId);
        Assert.Equal("item-r1", Assert.Single(model.Session.Of<SpeechToSpeechCommand.DeleteItem>()).ItemId);
        Assert.Equal(0.2 * 8000, call.Played()); // The greeting.
    }

    [Fact]
    public void Sound_OfACancelledAnswer_IsNeverHeard()
    {
        var model = new FakeModel();
        using var call = Answering(model, seconds: 1);
        call.Waits(0.3);
        model.Session.Tell(s_speaks);
        call.Waits(0.02);
        var before = call.Played();

        model.Session.Tell(
            new SpeechToSpeechEvent.Audio("r1", "item-r1", new byte[800]),
            new SpeechToSpeechEvent.Said("r1", "item-r1", " eleven", IsFinal: false),
            new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Cancelled),
            new SpeechToSpeechEvent.SpeechStopped("u2"));
        call.Waits(0.1);
        model.Session.Answers("r2", "Yes?", 0.1);
        call.Waits(0.3);

        Assert.Equal(before + 800, call.Played());
        Assert.Equal("bot: Yes?", call.Transcript[^1]);
    }

    [Fact]
    public void NextAnswer_WaitsUntilTheCancelledOneHasEnded()
    {
        var model = new FakeModel();
        using var call = Answering(model, seconds: 3);
        call.Waits(0.3);

        model.Session.Tell(s_speaks, new SpeechToSpeechEvent.SpeechStopped("u2"));
        call.Waits(0.2);
        Assert.Equal(2, model.Session.Asked.Count());

        model.Session.Tell(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Cancelled));
        call.Waits(0.02);
        Assert.Equal(3, model.Session.Asked.Count());
    }

    [Fact]
    public void Speech_InterruptionsNotAllowed_BotGoesOnAndAnswersAfterwards()
    {
        var model = new FakeModel();
        using var call = Answering(model, seconds: 1, new() { AllowInterruptions = false });
        model.Session.Tell(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
        call.Waits(0.3);

        model.Session.Tell(s_speaks, new SpeechToSpeechEvent.SpeechStopped("u2"));
        call.Waits(1);

        Assert.Equal(1.2 * 8000, call.Played());
        Assert.Equal(3, model.Session.Asked.Count());
        Assert.Empty(model.Session.Of<SpeechToSpeechCommand.TruncateItem>());
    }

    private static FakeCall Answering(FakeModel model, double seconds, ConversationOptions? options = null)
    {
        var call = ModelCall.Begun(model, options: options);
        call.Asks(model, "Count.");
        model.Session.Begins("r1", Words, seconds);
        return call;
    }
}
