using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;
using Parley.Audio.Codecs;

namespace Parley.Agents.Tests.SpeechToSpeech;

/// <summary>What goes to a model that hears and speaks by itself, and what comes of it.</summary>
public sealed class SpeakingTests
{
    [Fact]
    public void Start_SetsUpASessionWithTheAgentsWishes()
    {
        var model = new FakeModel();
        using var call = ModelCall.Create(model);
        call.Builder.UseTools(AIFunctionFactory.Create(() => "Nine.", "opening_hours", "When the clinic opens."));

        call.Start();

        Assert.Equal(("Be brief.", 8000), (model.Session.Setup.Options.Instructions, model.Session.Setup.SampleRate));
        Assert.Equal("opening_hours", Assert.Single(model.Session.Setup.Tools).Name);
    }

    [Fact]
    public void Line_OfPcmu_ReachesTheModelByteForByte()
    {
        var model = new FakeModel();
        using var call = ModelCall.Create(model);
        call.Start();
        byte[] sent = [.. Enumerable.Range(0, 320).Select(i => (byte)i).Select(code => code == 0x7F ? (byte)0xFF : code)]; // Both are zero.
        var line = new short[sent.Length];
        G711.DecodeMuLaw(sent, line);

        call.Sounds(line);

        Assert.Equal(sent, model.Session.Heard[^320..]);
    }

    [Fact]
    public void Line_OfAWideModel_IsResampledBothWays()
    {
        var model = new FakeModel { Format = SpeechToSpeechFormat.Wide };
        using var call = ModelCall.Create(model);
        call.Start();
        var before = model.Session.Heard.Count;
        call.Speaks(0.2);
        Assert.Equal(0.2 * 24000 * 2, model.Session.Heard.Count - before);

        byte[] sound = [.. Enumerable.Repeat<byte[]>([0x10, 0x20], 24000 / 2).SelectMany(sample => sample)];
        model.Session.Tell(
            new SpeechToSpeechEvent.ResponseStarted("r"),
            new SpeechToSpeechEvent.Audio("r", "i", sound.AsMemory(0, 999)), // In the middle of a sample.
            new SpeechToSpeechEvent.Audio("r", "i", sound.AsMemory(999)),
            new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
        call.Waits(1);

        Assert.InRange(call.Heard.Count(sample => sample is > 0x1F00 and < 0x2100), 3950, 4010);
    }

    [Fact]
    public void Sound_BeforeThereIsAConnection_IsHeardOnceThereIs()
    {
        var model = new FakeModel { Connecting = new() };
        using var call = ModelCall.Create(model);
        call.Start();
        call.Speaks(0.4);
        Assert.Empty(model.Sessions);

        model.Connecting.SetResult();
        call.Waits(0.02);

        Assert.Equal(0.42 * 8000, model.Session.Heard.Count);
        Assert.Equal(0.4 * 8000, model.Session.Heard.Count(code => code != G711.MuLawSilence));
    }

    [Fact]
    public void AgentFirst_NothingPrepared_ModelBeginsByItself()
    {
        var model = new FakeModel();
        using var call = ModelCall.Create(model);
        call.Start();
        call.Waits(0.1);
        Assert.Equal([null], model.Session.Asked);

        model.Session.Answers("r0", "Good day.", 0.3);
        call.Waits(0.5);

        Assert.Equal(0.3 * 8000, call.Played());
        Assert.Equal(["bot: Good day."], call.Transcript);
        Assert.True(call.Has<BotStartedSpeaking>() && call.Has<BotStoppedSpeaking>());
    }

    [Fact]
    public void Greeting_WithoutAVoice_IsSaidByTheModel()
    {
        var model = new FakeModel();
        using var call = ModelCall.Create(model, new() { Greeting = "Riverside clinic, good day." });
        call.Start();
        call.Waits(0.1);

        var asked = Assert.Single(model.Session.Of<SpeechToSpeechCommand.CreateResponse>());
        Assert.EndsWith("Riverside clinic, good day.", asked.Instructions, StringComparison.Ordinal);
        Assert.False(asked.MayCallFunctions);
        model.Session.Answers("r0", "Riverside clinic, good day!", 0.3);
        call.Waits(0.5);
        Assert.Equal(["bot: Riverside clinic, good day!"], call.Transcript); // What it really said.
    }

    [Fact]
    public void Greeting_WithAVoice_IsSaidByThatAndTheModelKnows()
    {
        var model = new FakeModel { Connecting = new() };
        using var call = ModelCall.Create(model, new() { Greeting = "Good day." }, hasVoice: true);
        call.Start();
        call.Waits(0.5);
        Assert.Equal(["bot: Good day."], call.Transcript); // It needed no connection.

        model.Connecting.SetResult();
        call.Waits(0.1);

        Assert.Equal([new SpeechToSpeechCommand.AddMessage(ChatRole.Assistant, "Good day.")], model.Session.Commands);
    }

    [Fact]
    public void Caller_HasSpoken_IsAnsweredByTheModel()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);

        call.Asks(model, "When do you open?");
        model.Session.Answers("r1", "At nine.", 0.3);
        call.Waits(0.5);

        Assert.Equal([null, null], model.Session.Asked);
        Assert.Equal(["bot: Hello.", "user: When do you open?", "bot: At nine."], call.Transcript);
        Assert.Single(call.Events.OfType<UserStartedSpeaking>());
        Assert.Single(call.Events.OfType<UserStoppedSpeaking>());
    }

    [Fact]
    public void Words_WhileTheyCome_AreInterimTranscripts()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);

        model.Session.Tell(
            new SpeechToSpeechEvent.SpeechStarted(),
            new SpeechToSpeechEvent.SpeechStopped("u1"),
            new SpeechToSpeechEvent.Heard("u1", "When do", IsFinal: false),
            new SpeechToSpeechEvent.Heard("u1", " you open?", IsFinal: false),
            new SpeechToSpeechEvent.Heard("u1", "When do you open?", IsFinal: true));
        call.Waits(0.1);

        Assert.Equal(
            [("When do", false), ("When do you open?", false), ("When do you open?", true)],
            call.Events.OfType<UserTranscript>().Select(words => (words.Text, words.IsFinal)));
    }

    [Fact]
    public void Answer_TellsItsLatency()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);

        model.Session.Tell(new SpeechToSpeechEvent.SpeechStarted());
        call.Speaks(0.5);
        call.Waits(0.5);
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStopped("u1"));
        call.Waits(0.3);
        model.Session.Answers("r1", "At nine.", 0.3);
        call.Waits(0.5);

        var turn = Assert.Single(call.Events.OfType<TurnLatency>());
        Assert.Equal(0.5, turn.TurnEnded.TotalSeconds, 0.021);
        Assert.Equal(turn.TurnEnded, turn.ChatAsked);
        Assert.Equal(0.3, (turn.FirstAudio - turn.ChatAsked)!.Value.TotalSeconds, 0.021);
        Assert.InRange((turn.FirstSample - turn.FirstAudio!.Value).TotalSeconds, 0, 0.021);
        Assert.Null(turn.SynthesisAsked);
    }

    [Fact]
    public void Say_InTheMiddleOfAnAnswer_ComesBehindIt()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        call.Asks(model, "When do you open?");
        model.Session.Begins("r1", "At nine.", 0.3);

        call.Conversation.SayAsync("One more thing.", TestContext.Current.CancellationToken);
        call.Waits(0.1);
        Assert.Equal(2, model.Session.Asked.Count()); // One at a time.
        model.Session.Tell(new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed));
        call.Waits(0.02);

        Assert.EndsWith("One more thing.", model.Session.Asked.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_IsToldAndAnswered()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);

        call.Conversation.HearTextAsync("When do you open?", cancellationToken: TestContext.Current.CancellationToken);
        call.Waits(0.02);

        Assert.Equal(
            [new SpeechToSpeechCommand.AddMessage(ChatRole.User, "When do you open?"), new SpeechToSpeechCommand.CreateResponse()],
            model.Session.Commands[^2..]);
    }

    [Fact]
    public void Instruct_ChangesTheSession()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);

        call.Conversation.InstructAsync("Speak French.", TestContext.Current.CancellationToken);
        call.Waits(0.02);

        Assert.Equal("Speak French.", Assert.Single(model.Session.Of<SpeechToSpeechCommand.UpdateSession>()).Setup.Options.Instructions);
    }

    [Fact]
    public void Mute_ModelHearsSilence()
    {
        var model = new FakeModel();
        using var call = ModelCall.Create(model);
        call.Builder.UseTurns(new() { Mute = [new MuteUntilFirstTurn()] });
        call.Start();

        call.Speaks(0.2);
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStarted(), new SpeechToSpeechEvent.SpeechStopped("u1"));
        call.Waits(0.02);

        Assert.All(model.Session.Heard[160..], code => Assert.Equal(G711.MuLawSilence, code));
        Assert.False(call.Has<UserStartedSpeaking>());
    }

    [Fact]
    public void HangUp_NothingIsLeft()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        call.Asks(model, "When do you open?");
        model.Session.Begins("r1", "At nine.", 3);
        call.Waits(0.2);

        call.Transport.HangUp(FakeCall.Leg);
        call.Waits(0.1);

        Assert.True(model.Session.IsDisposed);
        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.Empty(call.Transport.Lines);
    }

    [Fact]
    public void HangUp_WhileConnecting_EndsTheAttempt()
    {
        var model = new FakeModel { Connecting = new() };
        using var call = ModelCall.Create(model);
        call.Start();

        call.Transport.HangUp(FakeCall.Leg);
        call.Waits(0.1);

        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.Empty(model.Sessions);
    }

    [Fact]
    public void Build_WithARecogniserOrAChatModel_IsRefused()
    {
        using var call = ModelCall.Create(new FakeModel());
        call.Builder.UseSpeechToText(new FakeRecogniser());

        Assert.Throws<InvalidOperationException>(() => call.Builder.Build());
    }
}
