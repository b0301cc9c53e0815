using Parley.Agents.Tests.Answering;
using Parley.Agents.Tests.Fakes;
using Parley.Audio.Tones;
using static Parley.Agents.Tests.Fakes.ToolChat;

namespace Parley.Agents.Tests.Tools;

public sealed class CallToolsTests
{
    [Theory]
    [InlineData("12#", "keys 12#", "Pressed.")]
    [InlineData("call me", null, "Error: they could not be pressed. Keys are 0-9, * and #.")]
    public void SendDtmf_Keys(string keys, string? asked, string told)
    {
        var chat = new ToolChat([Call("send_dtmf", "1", ("keys", keys))], [Say("So.")]);
        using var call = Started(chat, CallTools.SendDtmf);

        Talk(call);

        Assert.Equal(asked, call.Transport.Asked.Find(what => what.StartsWith("keys", StringComparison.Ordinal)));
        Assert.Equal($"tool: 1 = {told}", chat.Asked[1][^1]);
    }

    [Fact]
    public void SendDtmf_MoreThanTwenty_AreSentInParts()
    {
        using var call = Started(new ToolChat(), CallTools.SendDtmf);

        Assert.True(call.Stage.Settle(call.Conversation.SendDtmfAsync(new string('1', 25), TestContext.Current.CancellationToken)));

        Assert.Equal([$"keys {new string('1', 20)}", "keys 11111"], call.Transport.Asked.Where(what => what.StartsWith("keys", StringComparison.Ordinal)));
    }

    [Fact]
    public void TransferCall_TargetThatIsNotNamed_CannotBeReached()
    {
        var chat = new ToolChat([Call("transfer_call", "1", ("target", "+1900"))], [Say("I cannot.")]);
        using var call = Started(chat, conversation => CallTools.TransferCall(conversation, new Dictionary<string, CallTransfer> { ["billing"] = new("+1555") }));

        Talk(call);

        Assert.Equal("tool: 1 = Error: there is no target '+1900'. Targets: billing.", chat.Asked[1][^1]);
    }

    [Fact]
    public void LeaveVoicemail_NoBeepInTime_SaysItAllAndHangsUp()
    {
        const string Message = "This is Parley, please call us back.";
        var chat = new ToolChat([Call("leave_voicemail", "1", ("text", Message))]);
        using var call = Started(chat, conversation => CallTools.LeaveVoicemail(conversation, patience: TimeSpan.FromSeconds(4)));
        call.Speaks(1);
        call.Waits(3);
        Assert.Equal(0, call.HeardOf(Message));

        call.Waits(4);

        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
        Assert.Single(chat.Asked);
    }

    [Fact]
    public void LeaveVoicemail_BeepComes_SaysItAllBehindItAndHangsUp()
    {
        const string Message = "This is Parley, please call us back.";
        var chat = new ToolChat([Call("leave_voicemail", "1", ("text", Message))]);
        using var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser("Hello.")).UseChatClient(chat).UseAnswerDetection(new())
            .UseTools(conversation => [CallTools.LeaveVoicemail(conversation, patience: TimeSpan.FromSeconds(20))]);
        call.Start();

        // Taken for a person, by its short greeting.
        call.Sounds(new CalleeSound { Noise = 0 }.Talk(0.7).Quiet(5).Tone(TonePatterns.RecordBeep).ToArray());
        Assert.Equal(AnsweredBy.Human, call.Events.OfType<AnswerDetected>().First().AnsweredBy);
        Assert.Equal(0, call.HeardOf(Message));

        call.Waits(6);   // Long before the patience ends.

        Assert.Single(call.Events.OfType<BeepHeard>());
        Assert.Equal(Message.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(Message));
        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void ScheduleCallback_DialledLeg_IsLeftToTheHost()
    {
        using var call = new FakeCall("leg-+1555");
        var chat = new ToolChat([Call("schedule_callback", "1", ("minutes", 90))], [Say("So be it.")]);
        call.Builder.UseSpeechToText(new FakeRecogniser("Later.")).UseChatClient(chat).UseTools(conversation => [CallTools.ScheduleCallback(conversation)]);
        call.Stage.Settle(call.Session.StartDialoutAsync(new("+1555"), TestContext.Current.CancellationToken));
        call.Start();

        Talk(call);

        Assert.Contains("again leg-+1555 +1555", call.Transport.Asked);
        Assert.Contains("They will be called at 2000-01-01 01:30 UTC", chat.Asked[1][^1], StringComparison.Ordinal);
    }

    [Fact]
    public void ScheduleCallback_CallerWhoCalledIn_NeedsASchedulerOfTheAgents()
    {
        var chat = new ToolChat([Call("schedule_callback", "1", ("minutes", 90))], [Say("I cannot.")]);
        using var call = Started(chat, conversation => CallTools.ScheduleCallback(conversation));

        Talk(call);

        Assert.Equal("tool: 1 = Error: a callback cannot be arranged for this call.", chat.Asked[1][^1]);
    }

    [Fact]
    public void ReadyFunctions_AllSayWhatTheyDo()
    {
        using var call = Started(new ToolChat(), CallTools.EndCall);
        var conversation = call.Conversation;
        CallTool[] all =
        [
            CallTools.EndCall(conversation), CallTools.SendDtmf(conversation), CallTools.CollectDigits(conversation, new()), CallTools.LeaveVoicemail(conversation),
            CallTools.ScheduleCallback(conversation), CallTools.TransferCall(conversation, new Dictionary<string, CallTransfer>()),
        ];

        Assert.Equal(6, all.Select(tool => tool.Function.Name).Distinct().Count());
        Assert.All(all, tool => Assert.True(tool.Function.Description.Length > 20));
        Assert.All(all, tool => Assert.DoesNotContain("cancellationToken", tool.Function.JsonSchema.GetRawText(), StringComparison.Ordinal));
    }

    private static FakeCall Started(ToolChat chat, Func<Conversation, CallTool> tool)
    {
        var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser("Hello.")).UseChatClient(chat).UseTools(conversation => [tool(conversation)]);
        call.Start();
        return call;
    }

    private static void Talk(FakeCall call)
    {
        call.Speaks(1);
        call.Waits(2);
    }
}
