using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;
using Parley.Agents.Tools;
using static Parley.Agents.Tests.Fakes.ToolChat;

namespace Parley.Agents.Tests.Tools;

public sealed class ToolRunTests
{
    [Fact]
    public void Function_CalledByTheModel_IsRunAndAnsweredFor()
    {
        var chat = new ToolChat([Say("Let me look."), Call("free_slots", "7", ("day", "Monday"))], [Say("Ten is free.")]);
        using var call = Started(chat, AIFunctionFactory.Create((string day) => $"{day}: 10:00", "free_slots"));

        call.Speaks(1);
        call.Waits(2);

        Assert.Equal(["user: When?", "bot: Let me look.", "bot: Ten is free."], call.Transcript);
        Assert.Equal(["user: When?", "assistant: Let me look.", "assistant: 7 free_slots", "tool: 7 = Monday: 10:00"], chat.Asked[1]);
        Assert.IsNotAssignableFrom<AIFunction>(Assert.Single(chat.Options[0]!.Tools!));
        var started = Assert.Single(call.Events.OfType<FunctionCallStarted>());
        Assert.Equal(("7", "free_slots", "{\"day\":\"Monday\"}"), (started.CallId, started.Name, started.Arguments!.Value.GetRawText()));
        var ended = Assert.Single(call.Events.OfType<FunctionCallEnded>());
        Assert.Equal(("7", FunctionCallEnding.Completed, "Monday: 10:00"), (ended.CallId, ended.Ending, ended.Result));
    }

    [Fact]
    public void Function_Throws_ModelIsToldAsText()
    {
        var chat = new ToolChat([Call("free_slots")], [Say("Our calendar is down.")]);
        using var call = Started(chat, AIFunctionFactory.Create(string () => throw new IOException("no calendar"), "free_slots"));

        call.Speaks(1);
        call.Waits(2);

        Assert.Equal("tool: 1 = Error: no calendar", chat.Asked[1][^1]);
        Assert.Equal(FunctionCallEnding.Failed, Assert.Single(call.Events.OfType<FunctionCallEnded>()).Ending);
        Assert.Contains("bot: Our calendar is down.", call.Transcript);
    }

    [Fact]
    public void Function_Unknown_ModelIsTold()
    {
        var chat = new ToolChat([Call("fly")], [Say("I cannot.")]);
        using var call = Started(chat);

        call.Speaks(1);
        call.Waits(2);

        Assert.Equal("tool: 1 = There is no function 'fly'.", chat.Asked[1][^1]);
    }

    [Fact]
    public void Function_TakesTooLong_IsCancelledAndModelIsTold()
    {
        var cancelled = false;
        var chat = new ToolChat([Call("slow")], [Say("It takes too long.")]);
        using var call = Started(chat, new ToolOptions { TimeLimit = TimeSpan.FromSeconds(3) }, Forever(() => cancelled = true));

        call.Speaks(1);
        call.Waits(2);
        Assert.False(cancelled);
        call.Waits(3);

        Assert.True(cancelled);
        var ended = Assert.Single(call.Events.OfType<FunctionCallEnded>());
        Assert.Equal((FunctionCallEnding.TimedOut, 3), (ended.Ending, Math.Round(ended.Duration.TotalSeconds)));
        Assert.Contains("did not finish within 3 seconds", chat.Asked[1][^1], StringComparison.Ordinal);
    }

    [Fact]
    public void BargeIn_CancellingFunction_IsCancelledAndHistoryIsWhole()
    {
        var chat = new ToolChat([Call("slow")], [Say("All right.")]);
        using var call = Started(chat, new ToolOptions(), Forever(() => { }), "Wait!");

        call.Speaks(1);
        call.Waits(1);
        call.Speaks(1);
        call.Waits(2);

        Assert.Equal(FunctionCallEnding.Cancelled, Assert.Single(call.Events.OfType<FunctionCallEnded>()).Ending);
        Assert.Equal(["user: When?", "assistant: 1 slow", "tool: 1 = Cancelled: the other side spoke. It may have been carried out in part.", "user: Wait!"], chat.Asked[1]);
        Assert.Equal(2, chat.Asked.Count);
    }

    [Fact]
    public void BargeIn_FunctionThatKeepsGoing_ModelIsToldWhenItIsDone()
    {
        var booked = new TaskCompletionSource<string>();
        var chat = new ToolChat([Call("book")], [Say("I am at it.")], [Say("It is booked.")]);
        using var call = Started(
            chat, new ToolOptions { OnBargeIn = ToolOnBargeIn.KeepGoing }, AIFunctionFactory.Create(() => booked.Task, "book"), "Hello?");

        call.Speaks(1);
        call.Waits(1);
        call.Speaks(1);
        call.Waits(2);
        Assert.Equal("tool: 1 = Still running.", chat.Asked[1][2]);
        booked.SetResult("room 4");
        call.Waits(1);

        Assert.Equal(["user: When?", "assistant: 1 book", "tool: 1 = room 4", "user: Hello?", "assistant: I am at it."], chat.Asked[2]);
        Assert.Contains("bot: It is booked.", call.Transcript);
    }

    [Fact]
    public void Round_AbandonedBeforeItBegins_HasAResultForEveryCall()
    {
        var round = new ToolRound([new(Call("a", "1"), null), new(Call("b", "2"), null)]);

        round.Abandon();

        Assert.True(round.IsAbandoned);
        var results = round.ToHistory().Last().Contents.Cast<FunctionResultContent>();
        Assert.Equal([("1", "Not begun: the other side spoke."), ("2", "Not begun: the other side spoke.")], results.Select(result => (result.CallId, $"{result.Result}")));
    }

    [Fact]
    public void Caller_HangsUpWhileItRuns_FunctionIsCancelled()
    {
        var cancelled = false;
        using var call = Started(new ToolChat([Call("slow")]), new ToolOptions { OnBargeIn = ToolOnBargeIn.KeepGoing }, Forever(() => cancelled = true));
        call.Speaks(1);
        call.Waits(1);

        call.Transport.HangUp(FakeCall.Leg);
        call.Waits(0.1);

        Assert.True(cancelled);
        Assert.True(call.Conversation.Completion.IsCompleted);
    }

    [Fact]
    public void Model_CallsFunctionsWithoutEnd_MustSpeakAfterEight()
    {
        var chat = new ToolChat([.. Enumerable.Range(0, 8).Select(i => new AIContent[] { Call("count", $"{i}") }), [Say("Enough.")]]);
        using var call = Started(chat, AIFunctionFactory.Create(() => 1, "count"));

        call.Speaks(1);
        call.Waits(3);

        Assert.Equal(ChatToolMode.None, chat.Options[^1]!.ToolMode);
        Assert.Contains("bot: Enough.", call.Transcript);
    }

    [Fact]
    public void Function_Secret_EventsTellNeitherArgumentsNorResult()
    {
        var chat = new ToolChat([Call("check", "1", ("pin", "1234"))], [Say("Thank you.")]);
        using var call = Started(chat, new ToolOptions { IsSecret = true }, AIFunctionFactory.Create((string pin) => $"{pin} is right", "check"));

        call.Speaks(1);
        call.Waits(2);

        Assert.Null(Assert.Single(call.Events.OfType<FunctionCallStarted>()).Arguments);
        Assert.Null(Assert.Single(call.Events.OfType<FunctionCallEnded>()).Result);
        Assert.Equal("tool: 1 = 1234 is right", chat.Asked[1][^1]);
    }

    [Fact]
    public void EndCall_WithGoodbye_PlaysItToItsEndThoughSomebodySpeaksThenHangsUp()
    {
        const string Goodbye = "Goodbye, and thank you for your call.";
        var chat = new ToolChat([Call("end_call", "1", ("goodbye", Goodbye))]);
        using var call = Started(chat, tools: null);

        call.Speaks(1);
        call.Waits(0.7);
        call.Speaks(1);
        call.Waits(1);

        Assert.Equal(Goodbye.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Goodbye));
        Assert.False(call.Has<BotInterrupted>());
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.Single(chat.Asked);
    }

    [Fact]
    public void EndCall_WithoutAWord_HangsUp()
    {
        using var call = Started(new ToolChat([Call("end_call")]), tools: null);

        call.Speaks(1);
        call.Waits(1);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    private static AIFunction Forever(Action cancelled) => AIFunctionFactory.Create(
        async (CancellationToken cancellationToken) =>
        {
            cancellationToken.Register(cancelled);
            await new TaskCompletionSource().Task.UntilAsync(cancellationToken);
        },
        "slow");

    private static FakeCall Started(ToolChat chat, params AIFunction[]? tools) => Started(chat, new ToolOptions(), tools);

    private static FakeCall Started(ToolChat chat, ToolOptions options, AIFunction tool, params string[] then) => Started(chat, options, [tool], then);

    private static FakeCall Started(ToolChat chat, ToolOptions options, AIFunction[]? tools, params string[] then)
    {
        var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser(["When?", .. then])).UseChatClient(chat);
        _ = tools is null ? call.Builder.AllowHangUp() : call.Builder.UseTools(options, tools);
        call.Start();
        return call;
    }
}
