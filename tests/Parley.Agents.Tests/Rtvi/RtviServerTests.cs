using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Rtvi;

public sealed class RtviServerTests : IDisposable
{
    private readonly FakeCall _call = new();

    public void Dispose() => _call.Dispose();

    [Fact]
    public void ClientReady_OfThisVersion_IsAnsweredWithBotReadyOfItsId()
    {
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"client-ready","id":"abc","data":{"version":"2.1.0","about":{"library":"test"}}}""");

        var answer = Assert.Single(_call.Transport.Messages);
        Assert.Equal("bot-ready", answer.GetProperty("type").GetString());
        Assert.Equal("abc", answer.GetProperty("id").GetString());
        Assert.Equal("2.1.0", answer.GetProperty("data").GetProperty("version").GetString());
        Assert.Equal("parley", answer.GetProperty("data").GetProperty("about").GetProperty("library").GetString());
    }

    [Theory]
    [InlineData("\"3.0.0\"", "RTVI version 3.0.0 is not compatible with server protocol 2.1.0. Compatibility issues may occur.", "2.1.0")]
    [InlineData("\"two\"", "Invalid client version format (two). Compatibility issues may occur.", "2.1.0")]
    [InlineData("null", "Client version unknown. Compatibility issues may occur.", "2.1.0")]
    [InlineData("\"1.2.0\"", null, "1.2.0")]
    public void ClientReady_OfAnotherVersion_IsToldAndServedAllTheSame(string version, string? error, string answered)
    {
        _call.Start();

        Send($$$"""{"label":"rtvi-ai","type":"client-ready","id":"abc","data":{"version":{{{version}}}}}""");

        Assert.Equal(error is null ? ["bot-ready"] : ["error-response", "bot-ready"], Types());
        Assert.Equal(answered, _call.Transport.Messages[^1].GetProperty("data").GetProperty("version").GetString());
        if (error is not null)
        {
            Assert.Equal(error, _call.Transport.Messages[0].GetProperty("data").GetProperty("error").GetString());
        }
    }

    [Fact]
    public void ClientReady_AnsweredByTheAgentItself_IsNotAnsweredTwice()
    {
        _call.Session.Rtvi.OnClientReady(async (client, ct) =>
        {
            Assert.Equal("browser", client.ParticipantId);
            await _call.Session.SetBotReadyAsync("abc", ct);
        });
        _call.Start();

        Ready();

        Assert.Equal(["bot-ready"], Types());
    }

    [Fact]
    public void Conversation_OfAReadyClient_IsToldInOrder()
    {
        _call.Builder.UseSpeechToText(new FakeRecogniser("How are you?")).UseChatClient(new FakeChat(["Fine, ", "thanks. And you?"]));
        _call.Start();
        Ready();
        _call.Transport.Messages.Clear();

        _call.Speaks(1);
        _call.Waits(5);

        string[] expected =
        [
            "user-started-speaking", "user-stopped-speaking", "user-transcription", "user-llm-text", "bot-llm-started", "bot-llm-text", "bot-tts-started", "bot-tts-text",
            "bot-output", "bot-started-speaking", "metrics", "bot-transcription", "bot-stopped-speaking",
        ];
        Assert.Equal(expected, Types().Where(type => expected.Contains(type)).Distinct());
        Assert.Equal("How are you?", Data("user-llm-text").GetProperty("text").GetString());
        Assert.True(All("user-transcription").Last().GetProperty("final").GetBoolean());
        Assert.Equal("Fine, thanks. And you?", string.Concat(All("bot-llm-text").Select(data => data.GetProperty("text").GetString())));
        Assert.Equal(["new", "new", "completed"], All("bot-output").Select(data => data.GetProperty("spoken_status").GetString()));
        Assert.False(Data("bot-output").TryGetProperty("spoken", out _));
        Assert.Contains(Data("metrics").GetProperty("ttfb").EnumerateArray(), entry => entry.GetProperty("processor").GetString() == "chat");
    }

    [Fact]
    public void Conversation_BeforeAnyClientIsReady_TellsNobody()
    {
        _call.Builder.UseSpeechToText(new FakeRecogniser("Hello")).UseChatClient(new FakeChat(["Hello."]));
        _call.Start();

        _call.Speaks(1);
        _call.Waits(3);

        Assert.Empty(_call.Transport.Messages);
    }

    [Fact]
    public void Output_ForAClientOfTheFirstVersion_SaysWhetherItWasSpoken()
    {
        _call.Start();
        Send("""{"label":"rtvi-ai","type":"client-ready","id":"a","data":{"version":"1.0.0"}}""");

        _call.Conversation.SayAsync("One moment.", TestContext.Current.CancellationToken);
        _call.Waits(2);

        Assert.Equal([false, true], All("bot-output").Select(data => data.GetProperty("spoken").GetBoolean()));
    }

    [Fact]
    public void ClientMessage_IsAnsweredByTheAgent()
    {
        _call.Session.Rtvi.OnClientMessage((message, ct) => message.Name == "weather"
            ? message.RespondAsync(JsonElement.Parse("""{"sky":"grey"}"""), ct)
            : message.RejectAsync("no idea", ct));
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"client-message","id":"1","data":{"t":"weather"}}""");
        Send("""{"label":"rtvi-ai","type":"client-message","id":"2","data":{"t":"stocks","d":1}}""");

        Assert.Equal(
            ["""{"label":"rtvi-ai","type":"server-response","id":"1","data":{"t":"weather","d":{"sky":"grey"}}}""", """{"label":"rtvi-ai","type":"error-response","id":"2","data":{"error":"no idea"}}"""],
            _call.Transport.Messages.Select(message => message.GetRawText()));
    }

    [Fact]
    public void ClientMessage_WhoseHandlerFails_IsToldAndTheSessionGoesOn()
    {
        _call.Session.Rtvi.OnClientMessage((_, _) => throw new InvalidOperationException("out of order"));
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"client-message","id":"1","data":{"t":"weather"}}""");

        Assert.Equal("Exception processing message: out of order", Data("error-response").GetProperty("error").GetString());
        Assert.False(_call.Running.IsCompleted);
    }

    [Fact]
    public void ClientMessage_WhoseHandlerTimesOut_DoesNotEndTheSession()
    {
        _call.Session.Rtvi.OnClientMessage((_, _) => throw new TaskCanceledException("too slow"));
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"client-message","id":"1","data":{"t":"weather"}}""");

        Assert.Equal("Exception processing message: too slow", Data("error-response").GetProperty("error").GetString());
        Assert.False(_call.Running.IsCompleted);
    }

    [Theory]
    [InlineData("""{"label":"rtvi-ai","type":"dance","id":"1"}""", "error-response", "Unsupported type dance")]
    [InlineData("""{"label":"rtvi-ai","type":"client-message","id":"1","data":{}}""", "error-response", "Invalid message: data.t is missing or no string")]
    [InlineData("""{"label":"rtvi-ai","type":"dtmf","id":"1","data":{"buttons":["x"]}}""", "error-response", "Invalid message: data.buttons is no list of keys: 0 to 9, * and #")]
    [InlineData("""{"label":"rtvi-ai","type":"dtmf","id":"1","data":{"buttons":[]}}""", "error-response", "Invalid message: data.buttons is no list of keys: 0 to 9, * and #")]
    [InlineData("""{"label":"rtvi-ai","type":"send-text","id":"1","data":"hello"}""", "error-response", "Invalid message: data.content is missing or no string")]
    [InlineData("""{"label":"rtvi-ai","type":"llm-function-call-result","id":"1","data":{"tool_call_id":"x","result":1}}""", "error-response", "no function call x waits for a result")]
    [InlineData("""{"label":"rtvi-ai","type":"client-ready"}""", "error", "Invalid RTVI transport message: 'id' is missing or no string")]
    [InlineData("""{"label":"rtvi-ai","id":"1"}""", "error", "Invalid RTVI transport message: 'type' is missing or no string")]
    public void Message_ThatIsWrong_IsAnsweredWithWhy(string message, string type, string error)
    {
        _call.Start();

        Send(message);

        Assert.Equal([type], Types());
        Assert.Equal(error, Data(type).GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("""{"label":"other","type":"client-ready","id":"1"}""")]
    [InlineData("""{"type":"client-ready","id":"1"}""")]
    [InlineData("\"hello\"")]
    [InlineData("""{"label":7}""")]
    public void Message_OfAnotherProtocol_IsLeftAlone(string message)
    {
        _call.Start();

        Send(message);

        Assert.Empty(_call.Transport.Messages);
    }

    [Fact]
    public void Keys_OfAClient_AreLikeThoseOfAPhone()
    {
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"dtmf","id":"1","data":{"buttons":["1","#"]}}""");

        Assert.Equal(["browser 1", "browser #"], _call.Events.OfType<DtmfReceived>().Select(key => $"{key.SessionId} {key.Tone}"));
    }

    [Fact]
    public void SendText_InterruptsTheBotAndIsAnswered()
    {
        var chat = new FakeChat(["We open at nine."]);
        _call.Builder.UseChatClient(chat);
        _call.Start();
        _call.Conversation.SayAsync("One two three four five six seven eight nine ten eleven twelve", TestContext.Current.CancellationToken);
        _call.Waits(0.3);

        Send("""{"label":"rtvi-ai","type":"send-text","id":"1","data":{"content":"When do you open?"}}""");
        _call.Waits(3);

        Assert.True(_call.Has<BotInterrupted>());
        Assert.Equal("user: When do you open?", Assert.Single(chat.Asked)[^1]);
        Assert.Equal("We open at nine.", _call.Events.OfType<BotTranscript>().Last().Text);
    }

    [Fact]
    public void SendText_NotToRunAtOnce_WaitsForTheNextTurn()
    {
        var chat = new FakeChat(["Yes."]);
        _call.Builder.UseSpeechToText(new FakeRecogniser("Is that so?")).UseChatClient(chat);
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"send-text","id":"1","data":{"content":"I am Ann.","options":{"run_immediately":false}}}""");
        _call.Waits(1);
        Assert.Empty(chat.Asked);
        _call.Speaks(1);
        _call.Waits(2);

        Assert.Equal(["user: I am Ann.", "user: Is that so?"], Assert.Single(chat.Asked)[^2..]);
    }

    [Fact]
    public void DisconnectBot_EndsTheSession()
    {
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"disconnect-bot","id":"1"}""");

        Assert.True(_call.Running.IsCompletedSuccessfully);
    }

    [Fact]
    public void DisconnectBot_NotAllowed_IsRefused()
    {
        _call.Session.Rtvi.Options = new() { AllowsDisconnect = false };
        _call.Start();

        Send("""{"label":"rtvi-ai","type":"disconnect-bot","id":"1"}""");

        Assert.Equal(["error-response"], Types());
        Assert.False(_call.Running.IsCompleted);
    }

    [Fact]
    public void Function_OfAClient_HasItsResult()
    {
        _call.Start();
        var function = _call.Session.Rtvi.CreateFunction("where", "Where the user is.", JsonElement.Parse("""{"type":"object"}"""));

        var running = function.InvokeAsync(new() { ["precise"] = true }, TestContext.Current.CancellationToken).AsTask();
        var asked = Data("llm-function-call-in-progress");
        Assert.Equal("where", asked.GetProperty("function_name").GetString());
        Assert.True(asked.GetProperty("arguments").GetProperty("precise").GetBoolean());
        var id = asked.GetProperty("tool_call_id").GetString();
        Send("""{"label":"rtvi-ai","type":"llm-function-call-result","id":"1","data":{"function_name":"where","tool_call_id":"ID","arguments":{},"result":{"city":"Ulm"}}}""".Replace("ID", id, StringComparison.Ordinal));

        var result = Assert.IsType<JsonElement>(_call.Stage.Settle(running));
        Assert.Equal("Ulm", result.GetProperty("city").GetString());
        Assert.False(Data("llm-function-call-stopped").GetProperty("cancelled").GetBoolean());
    }

    [Theory]
    [InlineData(RtviFunctionDetail.Disabled, false, false, false)]
    [InlineData(RtviFunctionDetail.None, true, false, false)]
    [InlineData(RtviFunctionDetail.Name, true, true, false)]
    [InlineData(RtviFunctionDetail.Full, true, true, true)]
    public void Function_OfTheAgent_IsToldAsFarAsAllowed(RtviFunctionDetail detail, bool isTold, bool hasName, bool hasArguments)
    {
        var chat = new ToolChat([ToolChat.Call("book", "7", ("day", "Monday"))], [ToolChat.Say("Booked.")]);
        _call.Session.Rtvi.Options = new() { FunctionDetail = detail };
        _call.Builder.UseSpeechToText(new FakeRecogniser("Book it.")).UseChatClient(chat).UseTools(AIFunctionFactory.Create((string day) => $"done: {day}", "book"));
        _call.Start();
        Ready();

        _call.Speaks(1);
        _call.Waits(3);

        Assert.Equal(
            isTold ? ["llm-function-call-started", "llm-function-call-in-progress", "llm-function-call-stopped"] : [],
            Types().Where(type => type.StartsWith("llm-function", StringComparison.Ordinal)));
        if (isTold)
        {
            var (begun, ended) = (Data("llm-function-call-in-progress"), Data("llm-function-call-stopped"));
            Assert.Equal("7", begun.GetProperty("tool_call_id").GetString());
            Assert.Equal(hasName, begun.TryGetProperty("function_name", out _));
            Assert.Equal(hasArguments, begun.TryGetProperty("arguments", out _));
            Assert.False(ended.GetProperty("cancelled").GetBoolean());
            Assert.Equal(hasArguments, ended.TryGetProperty("result", out _));
        }
    }

    [Fact]
    public void Function_OfAClient_Cancelled_IsTold()
    {
        _call.Start();
        using var cancellation = new CancellationTokenSource();
        var function = _call.Session.Rtvi.CreateFunction("where", "Where the user is.", JsonElement.Parse("""{"type":"object"}"""));

        var running = function.InvokeAsync(new(), cancellation.Token).AsTask();
        cancellation.Cancel();
        _call.Stage.Settle();

        Assert.True(running.IsCanceled);
        Assert.True(Data("llm-function-call-stopped").GetProperty("cancelled").GetBoolean());
    }

    private void Ready() => Send("""{"label":"rtvi-ai","type":"client-ready","id":"abc","data":{"version":"2.1.0"}}""");

    private void Send(string message)
    {
        _call.Transport.Raise(new AppMessageReceived(JsonElement.Parse(message), "browser"));
        _call.Stage.Settle();
    }

    private string[] Types() => [.. _call.Transport.Messages.Select(message => message.GetProperty("type").GetString()!)];

    private JsonElement Data(string type) => All(type).First();

    private IEnumerable<JsonElement> All(string type) =>
        _call.Transport.Messages.Where(message => message.GetProperty("type").GetString() == type).Select(message => message.GetProperty("data"));
}
