using Parley.Agents.Tests.Fakes;
using static Parley.Agents.Tests.Fakes.ToolChat;

namespace Parley.Agents.Tests.Tools;

public sealed class CollectDigitsTests
{
    private const string Prompt = "Please enter your four digits, and end with the hash key.";

    [Fact]
    public void Keys_ThenTerminator_AreCollectedAndSilenceThePrompt()
    {
        using var call = Started();
        var collected = call.Conversation.CollectDigitsAsync(new() { Prompt = Prompt }, TestContext.Current.CancellationToken);
        call.Waits(0.2);

        Press(call, "12#");

        Assert.Equal(new(DigitsEnding.Collected, "12"), call.Stage.Settle(collected));
        Assert.InRange(call.HeardOf(Prompt), 1, (Prompt.Length * FakeVoice.SamplesPerCharacter) - 1);
    }

    [Fact]
    public void Keys_AsManyAsThereMayBe_NeedNoTerminator()
    {
        using var call = Started();
        var collected = call.Conversation.CollectDigitsAsync(new() { MaxLength = 3, Terminator = null }, TestContext.Current.CancellationToken);

        Press(call, "1#3");

        Assert.Equal("1#3", call.Stage.Settle(collected).Digits);
    }

    [Fact]
    public void Keys_PauseBetweenThem_EndsIt()
    {
        using var call = Started();
        var collected = call.Conversation.CollectDigitsAsync(new() { BetweenDigitsTimeout = TimeSpan.FromSeconds(2) }, TestContext.Current.CancellationToken);
        Press(call, "1");
        call.Waits(1.9);
        Press(call, "2");
        call.Waits(1.9);
        Assert.False(collected.IsCompleted);

        call.Waits(0.2);

        Assert.Equal(new(DigitsEnding.Collected, "12"), call.Stage.Settle(collected));
    }

    [Fact]
    public void NoKeys_IsAskedAgainFromTheEndOfThePromptOn()
    {
        using var call = Started();
        var request = new DigitsRequest { Prompt = Prompt, Reprompt = "Once more.", Attempts = 2, FirstDigitTimeout = TimeSpan.FromSeconds(3) };
        var collected = call.Conversation.CollectDigitsAsync(request, TestContext.Current.CancellationToken);

        call.Waits(7.5);

        Assert.Equal(new(DigitsEnding.NoDigits, ""), call.Stage.Settle(collected));
        Assert.Equal([$"bot: {Prompt}", "bot: Once more."], call.Transcript);
    }

    [Fact]
    public void Keys_NotValid_AreAskedForAgain()
    {
        using var call = Started();
        var request = new DigitsRequest { Prompt = "Four digits?", MinLength = 4, MaxLength = 4, IsValid = digits => digits != "0000" };
        var collected = call.Conversation.CollectDigitsAsync(request, TestContext.Current.CancellationToken);
        Press(call, "0000");
        call.Waits(0.5);
        Press(call, "12#");
        call.Waits(0.5);
        Assert.False(collected.IsCompleted);

        Press(call, "1234");

        Assert.Equal(new(DigitsEnding.Collected, "1234"), call.Stage.Settle(collected));
    }

    [Fact]
    public void CallEnds_WhileCollecting_SaysSo()
    {
        using var call = Started();
        var collected = call.Conversation.CollectDigitsAsync(new(), TestContext.Current.CancellationToken);

        call.Transport.HangUp(FakeCall.Leg);
        call.Waits(0.1);

        Assert.Equal(DigitsEnding.CallEnded, call.Stage.Settle(collected).Ending);
    }

    [Fact]
    public void SecretKeys_CollectedForTheModel_AreNowhereInEventsNorHistory()
    {
        var used = "";
        var chat = new ToolChat([Call("enter_pin")], [Say("Thank you.")]);
        using var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser("Hello.")).UseChatClient(chat).UseTools(conversation =>
        [
            CallTools.CollectDigits(
                conversation,
                new() { Prompt = "Your PIN?", IsSecret = true },
                (pin, _) =>
                {
                    used = pin;
                    return Task.FromResult("The PIN is right.");
                },
                "enter_pin"),
        ]);
        call.Start();
        call.Speaks(1);
        call.Waits(1);

        Press(call, "9753#");
        call.Waits(1);

        Assert.Equal("9753", used);
        Assert.Contains("tool: 1 = The PIN is right.", chat.Asked[1]);
        Assert.DoesNotContain(chat.Asked[1], line => line.Contains("9753", StringComparison.Ordinal));
        Assert.Equal(5, call.Events.OfType<DtmfReceived>().Count(key => key is { Tone: "", IsSecret: true }));
        Assert.DoesNotContain(call.Events, occurred => occurred.ToString().Contains("9753", StringComparison.Ordinal));
        Press(call, "4");
        Assert.Equal("4", call.Events.OfType<DtmfReceived>().Last().Tone);
    }

    [Theory]
    [InlineData(false, new[] { "pause leg", "resume leg" })]
    [InlineData(true, new[] { "pause leg", "pause leg" })]
    public void SecretKeys_PauseTheRecording_AndLeaveItPausedIfItWas(bool wasPaused, string[] expected)
    {
        using var call = Started();
        if (wasPaused)
        {
            call.Stage.Settle(call.Session.PauseRecordingAsync(FakeCall.Leg, TestContext.Current.CancellationToken));
        }

        var collecting = call.Conversation.CollectDigitsAsync(new() { IsSecret = true }, TestContext.Current.CancellationToken);
        call.Waits(0.2);
        Press(call, "97#");
        call.Waits(1);

        Assert.Equal("97", call.Stage.Settle(collecting).Digits);
        Assert.Equal(expected, call.Transport.Asked.Where(asked => asked.EndsWith(FakeCall.Leg, StringComparison.Ordinal)));
    }

    [Fact]
    public void SecretKeys_WithoutUse_AreRefused()
    {
        using var call = Started();

        Assert.Throws<ArgumentException>(() => CallTools.CollectDigits(call.Conversation, new() { IsSecret = true }));
    }

    private static FakeCall Started()
    {
        var call = new FakeCall();
        call.Start();
        return call;
    }

    private static void Press(FakeCall call, string keys)
    {
        foreach (var key in keys)
        {
            call.Transport.Raise(new DtmfReceived(FakeCall.Leg, $"{key}"));
            call.Stage.Settle();
        }
    }
}
