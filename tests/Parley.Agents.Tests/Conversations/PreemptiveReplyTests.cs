using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class PreemptiveReplyTests
{
    [Fact]
    public void FinalWords_TheSame_TheReplyBegunBeforehandIsSaidAtOnce()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["At noon."]);
        var recogniser = Start(call, chat);

        call.Speaks(0.5);
        recogniser.Guesses("what time is it");
        call.Waits(0.1);
        Assert.Empty(chat.Asked); // They may go on.
        call.Waits(0.2);
        Assert.Equal(["user: what time is it"], Assert.Single(chat.Asked));
        call.Waits(0.3);
        Assert.Equal(0, call.HeardOf("At noon."));
        recogniser.Hears("What time is it?");
        recogniser.Finishes();
        call.Waits(0.04);
        Assert.NotEqual(0, call.HeardOf("At noon."));
        call.Waits(1);

        Assert.Single(chat.Asked);
        Assert.Equal(["user: What time is it?", "bot: At noon."], call.Transcript);
    }

    [Fact]
    public void FinalWords_Others_NothingOfTheReplyBegunBeforehandIsHeard()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["At noon, and", " more."], ["At one."]) { Thinking = new() };
        var recogniser = Start(call, chat);

        call.Speaks(0.5);
        recogniser.Guesses("what time is it");
        call.Waits(0.6);
        Assert.Equal(1, chat.Running);
        recogniser.Hears("What time is it in Paris?");
        recogniser.Finishes();
        call.Waits(1);

        Assert.Equal(["user: What time is it in Paris?", "bot: At one."], call.Transcript);
        Assert.Equal(2, chat.Asked.Count);
        Assert.Equal(0, chat.Running);
        Assert.DoesNotContain("assistant: At noon", string.Join('\n', chat.Asked[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void CalleeGoesOn_TheReplyBegunBeforehandIsNotSaid()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["Fine."], ["For two, fine."]);
        var recogniser = Start(call, chat);

        call.Speaks(0.5);
        recogniser.Guesses("a table");
        call.Waits(0.4);
        call.Speaks(0.5);
        recogniser.Guesses("a table for two");
        call.Waits(0.6);
        recogniser.Hears("A table for two.");
        recogniser.Finishes();
        call.Waits(1);

        Assert.Equal(["user: A table for two.", "bot: For two, fine."], call.Transcript);
        Assert.Equal(0, call.HeardOf("Fine."));
    }

    [Fact]
    public void Tools_BeforeTheLastWord_AreNotCalledAndAfterwardsAre()
    {
        using var call = new FakeCall();
        var booked = 0;
        var book = AIFunctionFactory.Create(() => ++booked, "book");
        var chat = new EagerChat();
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseSpeechToText(recogniser).UseChatClient(chat, new() { Tools = [book] }).WithOptions(new() { PreemptiveReplies = true });
        call.Start();

        call.Speaks(0.5);
        recogniser.Guesses("book it");
        call.Waits(0.6);
        Assert.Equal((1, 0), (chat.Asked, booked));
        recogniser.Hears("Book it.");
        recogniser.Finishes();
        call.Waits(1);

        Assert.Equal((2, 1), (chat.Asked, booked));
        Assert.Equal(["user: Book it.", "bot: Let me see. Booked."], call.Transcript);
    }

    [Fact]
    public void End_WhileAReplyIsBegunBeforehand_UnwindsIt()
    {
        using var call = new FakeCall();
        var chat = new FakeChat(["At noon, and", " more."]) { Thinking = new() };
        var recogniser = Start(call, chat);
        call.Speaks(0.5);
        recogniser.Guesses("what time is it");
        call.Waits(0.4);
        Assert.Equal(1, chat.Running);

        call.Stop();

        Assert.True(call.Conversation.Completion.IsCompleted);
        Assert.Equal(0, chat.Running);
    }

    private static FakeLiveRecogniser Start(FakeCall call, IChatClient chat)
    {
        var recogniser = new FakeLiveRecogniser(call);
        call.Builder.UseSpeechToText(recogniser).UseChatClient(chat).WithOptions(new() { PreemptiveReplies = true });
        call.Start();
        return recogniser;
    }

    /// <summary>Calls the first tool it may call, as function invocation does; wants it all the same when it may not.</summary>
    private sealed class EagerChat : IChatClient
    {
        public int Asked { get; private set; }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Asked++;
            if (Asked == 1)
            {
                yield return new(ChatRole.Assistant, "Let me see.");
            }

            yield return new(ChatRole.Assistant, [new FunctionCallContent("call", "book")]);
            if (options!.Tools![0] is AIFunction function)
            {
                yield return new(ChatRole.Tool, [new FunctionResultContent("call", await function.InvokeAsync(cancellationToken: cancellationToken))]);
                yield return new(ChatRole.Assistant, "Booked.");
            }
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
