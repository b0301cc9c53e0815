using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Parley.Simulation.Scripts;

namespace Parley.Simulation.Tests.Scripts;

public sealed class ScriptedChatClientTests
{
    private static readonly ChatScript Script = new()
    {
        Replies =
        [
            new("Good day. Can you come?"),
            new("A pity. Goodbye!") { Keywords = ["no"], EndsCall = true },
            new("Lovely. Goodbye!") { Keywords = ["yes"], EndsCall = true },
        ],
        Fallback = "Pardon?",
        Farewell = "Another time. Goodbye!",
        MaxFallbacks = 1,
    };

    private static readonly AIFunction EndCall = AIFunctionFactory.Create(() => "ending", ScriptedChatClient.HangUpTool);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Good day. Can you come?", "Hello?")]
    [InlineData("Lovely. Goodbye!", "Hello?", "Good day. Can you come?", "Oh YES, gladly.")]
    [InlineData("A pity. Goodbye!", "Hello?", "Good day. Can you come?", "No.")]
    [InlineData("Pardon?", "Hello?", "Good day. Can you come?", "I know nothing.")] // no word 'no' in it
    [InlineData("Another time. Goodbye!", "Hello?", "Good day. Can you come?", "Hm.", "Pardon?", "Hm.")]
    [InlineData("Lovely. Goodbye!", "Hello?", "Good day.", "Yes, yes!")] // interrupted in its first reply
    public async Task GetResponseAsync_Turn_AnswersFromTheScript(string expected, params string[] said)
    {
        var response = await Client().GetResponseAsync(Messages(said), cancellationToken: Token);

        Assert.Equal(expected, response.Text);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Reply_ComesWordByWord()
    {
        var words = new List<string>();
        await foreach (var update in Client().GetStreamingResponseAsync(Messages("Hello?"), cancellationToken: Token))
        {
            words.Add(update.Text);
        }

        Assert.Equal(["Good ", "day. ", "Can ", "you ", "come?"], words);
    }

    [Fact]
    public async Task GetResponseAsync_LastReply_HangsUpWithTheTool()
    {
        var response = await Client().GetResponseAsync(Messages("Hello?", "Good day. Can you come?", "Yes."), new() { Tools = [EndCall] }, Token);

        Assert.Equal("end_call", Assert.Single(response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()).Name);
    }

    [Theory]
    [InlineData(true, "Hello?")] // not the end yet
    [InlineData(false, "Hello?", "Good day. Can you come?", "Yes.")] // no such tool
    public async Task GetResponseAsync_NothingToHangUp_CallsNoTool(bool hasTool, params string[] said)
    {
        var response = await Client().GetResponseAsync(Messages(said), new() { Tools = hasTool ? [EndCall] : [] }, Token);

        Assert.Empty(response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>());
    }

    [Fact]
    public async Task GetResponseAsync_BehindFunctionInvocation_SaysItsReplyOnceAndEnds()
    {
        var calls = 0;
        using var client = Client().AsBuilder().UseFunctionInvocation().Build();
        var tool = AIFunctionFactory.Create(() => ++calls, ScriptedChatClient.HangUpTool);

        var response = await client.GetResponseAsync(Messages("Hello?", "Good day. Can you come?", "Yes."), new() { Tools = [tool] }, Token);

        Assert.Equal(1, calls);
        Assert.Equal("Lovely. Goodbye!", response.Text);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Cancelled_FallsSilent()
    {
        var time = new FakeTimeProvider();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var words = new ScriptedChatClient(Script, time).GetStreamingResponseAsync(Messages("Hello?"), cancellationToken: stop.Token).GetAsyncEnumerator(stop.Token);
        var first = words.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await first);

        var second = words.MoveNextAsync().AsTask();
        Assert.False(second.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    private static ScriptedChatClient Client() => new(Script) { ThinkingTime = TimeSpan.Zero, WordTime = TimeSpan.Zero };

    /// <summary>The callee speaks first, then both in turn.</summary>
    private static List<ChatMessage> Messages(params string[] said) =>
        [.. said.Select((text, i) => new ChatMessage(i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, text))];
}
