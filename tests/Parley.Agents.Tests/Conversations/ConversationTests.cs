using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class ConversationTests
{
    private const string Greeting = "Hello, this is the clinic.";

    [Fact]
    public void Greeting_AgentSpeaksFirst_IsPlayedToItsLastSample()
    {
        using var call = new FakeCall();
        call.Builder.WithOptions(new() { Greeting = Greeting });
        call.Start();

        call.Waits(1);

        Assert.Equal(Greeting.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Greeting));
        Assert.Equal([$"bot: {Greeting}"], call.Transcript);
    }

    [Fact]
    public void UserTurn_Over_IsAnsweredByTheModelWithTheWholeHistory()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["It is ", "noon. Any", "thing else?"]);
        call.Builder.WithOptions(new() { Greeting = Greeting }).UseSpeechToText(new FakeRecogniser("What time is it?")).UseChatClient(chat);
        call.Start();
        call.Waits(1);

        call.Speaks(1);
        call.Waits(3);

        Assert.Equal([$"bot: {Greeting}", "user: What time is it?", "bot: It is noon. Anything else?"], call.Transcript);
        Assert.Equal([$"assistant: {Greeting}", "user: What time is it?"], Assert.Single(chat.Asked));
    }

    [Fact]
    public void Reply_StillStreaming_FirstSentenceIsAlreadySpoken()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["It is noon. ", "And", " sunny."]) { Thinking = new() };
        call.Builder.UseSpeechToText(new FakeRecogniser("What time is it?")).UseChatClient(chat);
        call.Start();
        chat.Thinking.SetResult();
        chat.Thinking = null;

        call.Speaks(1);
        call.Waits(3);

        Assert.Equal(["It is noon.", "And sunny."], call.Voice.Asked);
    }

    [Fact]
    public void Reply_ModelPausesAfterFirstSentence_SentenceIsHeardMeanwhile()
    {
        using var call = new FakeCall();
        var thinking = new TaskCompletionSource();
        var chat = new FakeChat(["It is noon. And", " sunny."]) { Thinking = thinking };
        call.Builder.UseSpeechToText(new FakeRecogniser("What time is it?")).UseChatClient(chat);
        call.Start();

        call.Speaks(1);
        call.Waits(2);

        Assert.Equal("It is noon.".Length * FakeVoice.SamplesPerCharacter, call.HeardOf("It is noon."));
        Assert.Equal(0, call.HeardOf("And sunny."));
        thinking.SetResult();
        call.Waits(1);
        Assert.Equal("And sunny.".Length * FakeVoice.SamplesPerCharacter, call.HeardOf("And sunny."));
    }

    [Fact]
    public void UserTurn_Transcribed_BeginsBeforeTheSpeechWasNoticed()
    {
        using var call = new FakeCall();
        var recogniser = new FakeRecogniser("Hello?");
        call.Builder.UseSpeechToText(recogniser);
        call.Start();
        call.Waits(1);

        call.Speaks(1);
        call.Waits(1);

        // 0.4 s of lookback reach 0.2 s before the first sound; 0.6 s of silence end the turn.
        Assert.Equal(0.2 + 1 + 0.6, Assert.Single(recogniser.Heard).TotalSeconds, 0.05);
    }

    [Fact]
    public void SayAndWait_Played_ReturnsTrueOnlyAfterTheLastSample()
    {
        using var call = new FakeCall();
        call.Start();

        var said = call.Conversation.SayAndWaitAsync("Ten letters", TestContext.Current.CancellationToken);
        call.Waits(0.1);
        Assert.False(said.IsCompleted);
        call.Waits(0.1);

        Assert.True(call.Stage.Settle(said));
    }

    [Fact]
    public void SayAndWait_CalleeHangsUp_ReturnsFalse()
    {
        using var call = new FakeCall();
        call.Start();
        var said = call.Conversation.SayAndWaitAsync("A long text that takes a while.", TestContext.Current.CancellationToken);
        call.Waits(0.1);

        call.Transport.HangUp(FakeCall.Leg);

        Assert.False(call.Stage.Settle(said));
        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.Empty(call.Transport.Lines);
    }

    [Fact]
    public void Say_AfterTheEnd_ReturnsFalse()
    {
        using var call = new FakeCall();
        call.Start();
        call.Transport.HangUp(FakeCall.Leg);
        call.Stage.Settle();

        Assert.False(call.Stage.Settle(call.Conversation.SayAndWaitAsync("Too late.", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Start_ParticipantGone_EndsAtOnce()
    {
        using var call = new FakeCall();
        call.Transport.Gone.Add(FakeCall.Leg);

        call.Start();

        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.True(call.Has<ConversationEnded>());
        Assert.False(call.Has<ConversationStarted>());
    }

    [Fact]
    public void End_WithGoodbye_PlaysToTheLastSampleThenHangsUp()
    {
        const string Goodbye = "Thank you, goodbye!";
        using var call = new FakeCall();
        call.Start();

        call.Conversation.EndAsync(Goodbye, TestContext.Current.CancellationToken);
        call.Waits(0.2);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
        call.Waits(0.4);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.Equal(Goodbye.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Goodbye));
        Assert.True(call.Conversation.Completion.IsCompleted);
    }

    [Fact]
    public void End_UserSpeaksIntoTheGoodbye_IsNotInterrupted()
    {
        const string Goodbye = "Thank you very much for your time, and goodbye!";
        using var call = new FakeCall();
        call.Start();

        call.Conversation.EndAsync(Goodbye, TestContext.Current.CancellationToken);
        call.Speaks(1);

        Assert.Equal(Goodbye.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Goodbye));
        Assert.False(call.Has<BotInterrupted>());
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void End_WithTheWholeRoom_LeavesIt()
    {
        using var call = new FakeCall(participantId: null);
        call.Start();

        call.Conversation.EndAsync("Goodbye.", TestContext.Current.CancellationToken);
        call.Waits(1);

        Assert.True(call.Running.IsCompletedSuccessfully);
        Assert.Contains("leave", call.Transport.Asked);
    }

    [Fact]
    public void EndCallTool_CalledByTheModel_HangsUpAfterItsWords()
    {
        using var call = new FakeCall();
        var chat = new ToolChat([ToolChat.Say("Goodbye then."), ToolChat.Call("end_call")]);
        call.Builder.UseSpeechToText(new FakeRecogniser("Bye!")).UseChatClient(chat).AllowHangUp();
        call.Start();

        call.Speaks(1);
        call.Waits(2);

        Assert.Equal("Goodbye then.".Length * FakeVoice.SamplesPerCharacter, call.HeardOf("Goodbye then."));
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Callee_SendsNothing_IsPromptedThenLeft()
    {
        var options = new ConversationOptions { Greeting = Greeting, IdleTimeout = TimeSpan.FromSeconds(4), MaxIdlePrompts = 2 };
        using var call = new FakeCall();
        call.Builder.WithOptions(options);
        call.Start();

        call.Waits(16);

        Assert.Equal(
            [$"bot: {Greeting}", $"bot: {options.IdlePrompt}", $"bot: {options.IdlePrompt}", $"bot: {options.IdleGoodbye}"], call.Transcript);
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Callee_AnswersThePrompt_IsPromptedAgainFromTheStart()
    {
        var options = new ConversationOptions { IdleTimeout = TimeSpan.FromSeconds(4), MaxIdlePrompts = 1 };
        using var call = new FakeCall();
        call.Builder.WithOptions(options);
        call.Start();

        call.Waits(5);
        call.Speaks(0.5);
        call.Waits(6);

        Assert.Equal([$"bot: {options.IdlePrompt}", $"bot: {options.IdlePrompt}"], call.Transcript);
        Assert.DoesNotContain($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Callee_NeverStopsTalking_IsAnsweredAllTheSame()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["May I say something?"], ["Indeed."]);
        call.Builder.UseSpeechToText(new FakeRecogniser("Blah blah.", "Blah.")).UseChatClient(chat);
        call.Start();

        call.Speaks(22);

        Assert.Equal(["user: Blah blah.", "bot: May I say something?"], call.Transcript);
    }

    [Fact]
    public void Model_Fails_IsReportedAndTheNextTurnWorks()
    {
        using var call = new FakeCall();
        var chat = new FakeChat();
        call.Builder.UseSpeechToText(new FakeRecogniser("One.", "Two.")).UseChatClient(chat);
        call.Start();

        call.Speaks(1);
        call.Waits(1);
        call.Speaks(1);
        call.Waits(1);

        Assert.Equal(["chat", "chat"], call.Events.OfType<ConversationError>().Select(error => error.Source));
        Assert.Equal(["user: One.", "user: Two."], chat.Asked[1]);
        Assert.False(call.Conversation.Completion.IsCompleted);
    }

    [Fact]
    public void Voice_FailsMidway_IsReportedAndWhatWasSaidIsTheTranscript()
    {
        using var call = new FakeCall();
        call.Voice.Failure = new InvalidOperationException("No such voice.");
        call.Start();

        var said = call.Conversation.SayAndWaitAsync("Good morning to you, dear Sir.", TestContext.Current.CancellationToken);
        call.Waits(1);

        Assert.False(call.Stage.Settle(said));
        Assert.Equal("text-to-speech", Assert.Single(call.Events.OfType<ConversationError>()).Source);
        Assert.True(Assert.Single(call.Events.OfType<BotTranscript>()).IsInterrupted);
    }

    [Fact]
    public void Voice_FailsInTheGoodbye_HangsUpAllTheSame()
    {
        using var call = new FakeCall();
        call.Voice.Failure = new InvalidOperationException("No such voice.");
        call.Start();

        call.Conversation.EndAsync("Good night to you all.", TestContext.Current.CancellationToken);
        call.Waits(1);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Recogniser_Fails_IsReportedAndTheNextTurnWorks()
    {
        using var call = new FakeCall();
        var recogniser = new FakeRecogniser("Two.") { Failure = new InvalidOperationException("Deaf.") };
        call.Builder.UseSpeechToText(recogniser);
        call.Start();

        call.Speaks(1);
        call.Waits(1);
        call.Speaks(1);
        call.Waits(1);

        Assert.Equal("speech-to-text", Assert.Single(call.Events.OfType<ConversationError>()).Source);
        Assert.Equal(["user: Two."], call.Transcript);
    }

    [Fact]
    public void Recogniser_Hangs_IsGivenUp()
    {
        using var call = new FakeCall();
        var recogniser = new FakeRecogniser { Hangs = true };
        call.Builder.UseSpeechToText(recogniser).WithOptions(new() { TranscriptTimeout = TimeSpan.FromSeconds(2) });
        call.Start();

        call.Speaks(1);
        call.Waits(3);

        Assert.Single(call.Events.OfType<ConversationError>());
        Assert.Equal(0, recogniser.Running);
    }

    [Fact]
    public void Build_WordsButNoVoice_Throws()
    {
        using var call = new FakeCall();

        Assert.Throws<InvalidOperationException>(() => call.Session.CreateConversation().UseChatClient(new FakeChat()).Build());
        Assert.Throws<InvalidOperationException>(() => call.Session.CreateConversation().UseAnswerDetection().Build());
    }

    [Fact]
    public void Stop_MidwayThroughEverything_UnwindsAll()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["Well. Let me", " think."]) { Thinking = new() };
        var recogniser = new FakeRecogniser("Hm.", "Hm.");
        call.Builder.UseSpeechToText(recogniser).UseChatClient(chat);
        call.Start();
        call.Speaks(1);
        call.Waits(0.7);
        Assert.Equal(1, chat.Running);

        call.Stop();

        Assert.True(call.Running.IsCompletedSuccessfully);
        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.Equal((0, 0, 0), (chat.Running, call.Voice.Running, recogniser.Running));
        Assert.Empty(call.Transport.Lines);
        Assert.Equal(CallState.Left, Assert.IsType<CallStateUpdated>(call.Events[^1]).State);
        Assert.True(call.Has<ConversationEnded>());
    }
}
