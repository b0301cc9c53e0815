using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Tools;

public sealed class TransferTests
{
    private const string Desk = "+1555";
    private const string DeskLeg = "leg-+1555";

    [Fact]
    public void Blind_FarEndGetsThere_IsCompleted()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Blind);

        call.Transport.Raise(new TransferEnded(FakeCall.Leg, TransferKind.Blind, true));

        Assert.Equal(CallTransferEnding.Completed, call.Stage.Settle(done).Ending);
        Assert.Contains($"refer {FakeCall.Leg} to {Desk}", call.Transport.Asked);
    }

    [Fact]
    public void Bridged_NobodyAnswersInTime_IsGivenUpAndCallerIsBack()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Bridged);
        Assert.Single(call.Transport.Others);

        call.Waits(31);

        Assert.Equal(CallTransferEnding.NotAnswered, call.Stage.Settle(done).Ending);
        Assert.Contains($"stop {DeskLeg}", call.Transport.Asked);
        Assert.Empty(call.Transport.Others);
        Assert.False(call.Conversation.Completion.IsCompleted);
    }

    [Fact]
    public void Bridged_TargetAnswers_AgentHandsOver()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Bridged);

        call.Transport.Raise(new TransferEnded(FakeCall.Leg, TransferKind.Bridged, true) { ToSessionId = DeskLeg });

        Assert.Equal(CallTransferEnding.Completed, call.Stage.Settle(done).Ending);
        Assert.Equal("hand over", call.Transport.Asked[^1]);
        Assert.DoesNotContain($"stop {DeskLeg}", call.Transport.Asked);
    }

    [Theory]
    [InlineData("1", CallTransferEnding.Completed)]
    [InlineData("2", CallTransferEnding.Refused)]
    public void Warm_SpecialistDecidesByKey(string key, CallTransferEnding ending)
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Warm);
        Answer(call);

        call.Transport.Raise(new DtmfReceived(DeskLeg, key));

        Assert.Equal(ending, call.Stage.Settle(done).Ending);
        Assert.Equal(ending is CallTransferEnding.Completed, call.Transport.Asked.Contains($"bridge {FakeCall.Leg} with {DeskLeg}"));
        Assert.Equal(ending is CallTransferEnding.Refused, call.Transport.Asked.Contains($"stop {DeskLeg}"));
        Assert.Empty(call.Transport.Others);
        Assert.DoesNotContain(DeskLeg, call.Transport.Lines.Keys);
    }

    [Fact]
    public void Warm_CallerWaits_HearsMusicAndIsNotAnswered()
    {
        var chat = new ToolChat([ToolChat.Say("Never said.")]);
        using var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser("Hello?")).UseChatClient(chat);
        call.Start();
        _ = Transfer(call, CallTransferMode.Warm);
        var music = new short[160];

        Assert.True(Assert.Single(call.Transport.Others).Read(music));
        call.Speaks(1);
        call.Waits(2);

        Assert.Contains(music, sample => sample != 0);
        Assert.Empty(chat.Asked);
        Assert.True(call.Session.IsTransferLeg(DeskLeg));
    }

    [Fact]
    public void Warm_CallerHangsUpDuringTheBriefing_SpecialistIsLetGo()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Warm);
        Answer(call);

        call.Transport.HangUp(FakeCall.Leg);

        Assert.Equal(CallTransferEnding.CallerLeft, call.Stage.Settle(done).Ending);
        Assert.Contains($"stop {DeskLeg}", call.Transport.Asked);
        Assert.DoesNotContain(DeskLeg, call.Transport.Lines.Keys);
        Assert.Empty(call.Transport.Others);
    }

    [Fact]
    public void Warm_CallerHangsUpWhileItRings_CallIsGivenUp()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Warm);

        call.Transport.HangUp(FakeCall.Leg);

        Assert.Equal(CallTransferEnding.CallerLeft, call.Stage.Settle(done).Ending);
        Assert.Contains($"stop {DeskLeg}", call.Transport.Asked);
    }

    [Fact]
    public void Warm_SpecialistIsBusy_CallerIsBack()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Warm);

        call.Transport.Raise(new DialoutError(DeskLeg) { Message = "Busy Here" });

        Assert.Equal(new(CallTransferEnding.NotAnswered, "Busy Here"), call.Stage.Settle(done));
        Assert.Empty(call.Transport.Others);
    }

    [Fact]
    public void Warm_SpecialistHangsUpUndecided_IsRefused()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Warm);
        Answer(call);

        call.Transport.HangUp(DeskLeg);

        Assert.Equal(CallTransferEnding.Refused, call.Stage.Settle(done).Ending);
    }

    [Fact]
    public void Warm_SpecialistDecidesNothing_IsRefusedInTime()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Warm);
        Answer(call);

        call.Waits(31);

        Assert.Equal(CallTransferEnding.Refused, call.Stage.Settle(done).Ending);
        Assert.Contains($"stop {DeskLeg}", call.Transport.Asked);
    }

    [Fact]
    public void Attended_SpecialistTakesIt_CallerIsSentToThem()
    {
        using var call = Started();
        var done = Transfer(call, CallTransferMode.Attended);
        Answer(call);
        call.Transport.Raise(new DtmfReceived(DeskLeg, "1"));
        call.Stage.Settle();

        call.Transport.Raise(new TransferEnded(FakeCall.Leg, TransferKind.Attended, true));

        Assert.Equal(CallTransferEnding.Completed, call.Stage.Settle(done).Ending);
        Assert.Contains($"refer {FakeCall.Leg} to {DeskLeg}", call.Transport.Asked);
    }

    private static FakeCall Started()
    {
        var call = new FakeCall();
        call.Start();
        return call;
    }

    private static Task<CallTransferResult> Transfer(FakeCall call, CallTransferMode mode)
    {
        var done = call.Conversation.TransferAsync(new(Desk) { Mode = mode, Briefing = "Mr. Smith about his bill." }, TestContext.Current.CancellationToken);
        call.Stage.Settle();
        return done;
    }

    private static void Answer(FakeCall call)
    {
        call.Transport.Raise(new DialoutConnected(DeskLeg));
        call.Transport.Raise(new DialoutAnswered(DeskLeg));
        call.Stage.Settle();
        Assert.Contains(DeskLeg, call.Transport.Lines.Keys);
    }
}
