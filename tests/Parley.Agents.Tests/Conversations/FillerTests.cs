using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class FillerTests
{
    private static readonly FillerOptions s_fillers = new() { Texts = ["Aha.", "Well.", "Let me see."], After = TimeSpan.FromSeconds(1), Seed = 3 };

    [Fact]
    public void Tool_SlowerThanTheTime_OneFillerIsSaidInBetween()
    {
        var transcripts = Enumerable.Range(0, 2).Select(_ => Transcript(s_fillers, toolSeconds: 4)).ToArray();

        Assert.Contains(s_fillers.Texts, text => transcripts[0][^1] == $"bot: One moment {text} Booked.");
        Assert.Equal(transcripts[0], transcripts[1]);
    }

    [Fact]
    public void Tool_FastEnough_NeedsNone() => Assert.Equal("bot: One moment Booked.", Transcript(s_fillers, toolSeconds: 0.9)[^1]);

    [Fact]
    public void Tool_SlowButNoFillersWanted_IsSilent() => Assert.Equal("bot: One moment Booked.", Transcript(null, toolSeconds: 4)[^1]);

    [Fact]
    public void Seeds_OfMany_ChooseAllTexts() =>
        Assert.Equal(3, Enumerable.Range(0, 20).Select(seed => Transcript(s_fillers with { Seed = seed }, 2)[^1]).Distinct().Count());

    [Fact]
    public void Tool_RunByTheConversation_IsFilledTooAndOnlyOnce()
    {
        using var call = new FakeCall();
        var work = new TaskCompletionSource<string>();
        var chat = new ToolChat([ToolChat.Call("book")], [ToolChat.Say("Booked.")]);
        call.Builder.UseSpeechToText(new FakeRecogniser("Book it.")).UseChatClient(chat)
            .UseTools(AIFunctionFactory.Create(() => work.Task, "book"))
            .WithOptions(new() { Fillers = s_fillers with { Texts = ["Just a second."] } });
        call.Start();

        call.Speaks(0.5);
        call.Waits(8);
        work.SetResult("done");
        call.Waits(2);

        Assert.Equal(["user: Book it.", "bot: Just a second.", "bot: Booked."], call.Transcript);
    }

    private static string[] Transcript(FillerOptions? fillers, double toolSeconds)
    {
        using var call = new FakeCall();
        var work = new TaskCompletionSource();
        call.Builder.UseSpeechToText(new FakeRecogniser("Book it.")).UseChatClient(new SlowToolChat(work.Task)).WithOptions(new() { Fillers = fillers });
        call.Start();
        call.Speaks(0.5);
        call.Waits(0.6 + "One moment".Length * 0.01 + toolSeconds);
        work.SetResult();
        call.Waits(1);
        return call.Transcript;
    }
}
