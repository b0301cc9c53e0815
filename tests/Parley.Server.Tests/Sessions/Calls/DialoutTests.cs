using System.Text;
using Parley.Agents;
using Parley.Server.Tests.Storage;
using Parley.Sip;
using static Parley.Server.Tests.Sessions.Calls.CallServer;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>Contract 6.3 and 6.4: what a session is told of its dial-outs, in which order.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class DialoutTests
{
    private static readonly DialoutRequest Phone = new(Callee) { UserId = "patient-7" };

    [Fact]
    public Task Dialout_AnsweredAndHungUpByTheCallee_TellsTheWholeStoryInOrder() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var id = await server.StartSessionAsync();

        var call = await server.Phone.AnswersAsync();
        await Calls.Phone.UntilAsync<CallConfirmed>(call);
        await call.HangUpAsync();
        var session = await server.EndOfAsync(id);

        Assert.Equal(
            "joining joined dialout-connected participant-joined dialout-answered dialout-stopped participant-left leaving left", session.Story);
        var stopped = session.The<DialoutStopped>();
        var joined = session.The<ParticipantJoined>();
        Assert.Equal((stopped.SessionId, "patient-7"), (joined.Participant.Id, joined.Participant.Info.UserId));
        Assert.Equal((Callee, Number, "patient-7", "carrier", call.CallId), (stopped.Destination, stopped.CallerId, stopped.UserId, stopped.Provider, stopped.SipCallId));
        Assert.Equal((DialoutStage.Answered, 200, true, HangUpParty.Callee), (stopped.Outcome!.Stage, stopped.Outcome.SipStatus, stopped.Outcome.Rang, stopped.Outcome.EndedBy));
        Assert.Equal(("HTTP_COMPLETED", "agent finished"), (session.Status, session.Reason));
        Assert.Equal(("answered", "callee"), (session.Dialout.GetProperty("stage").GetString(), session.Dialout.GetProperty("hungUpBy").GetString()));
        server.AssertNothingIsLeft();
    });

    [Theory]
    [InlineData(486, HangUpParty.Callee)]
    [InlineData(603, HangUpParty.Callee)]
    [InlineData(503, HangUpParty.Network)]
    public Task Dialout_Refused_IsOneErrorAndNobodyJoins(int status, HangUpParty endedBy) => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var id = await server.StartSessionAsync();

        var call = await server.Phone.RingsAsync();
        await call.ProgressAsync();
        await call.RejectAsync(status);
        var session = await server.EndOfAsync(id);

        Assert.Equal("joining joined dialout-connected dialout-error leaving left", session.Story);
        var error = session.The<DialoutError>();
        Assert.Equal((status, endedBy), (error.Outcome!.SipStatus, error.Outcome.EndedBy));
        Assert.Contains($"{status}", error.ErrorMsg, StringComparison.Ordinal);
        Assert.Equal(status, session.Dialout.GetProperty("sipStatus").GetInt32());
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Dialout_NobodyAnswers_IsCancelledAndAnError() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone with { RingTimeout = TimeSpan.FromSeconds(1) });
        var id = await server.StartSessionAsync();

        var call = await server.Phone.RingsAsync();
        await call.ProgressAsync();
        var end = await Calls.Phone.EndOf(call);
        var session = await server.EndOfAsync(id);

        Assert.Equal(SipFailureKind.Cancelled, Assert.IsType<CallFailed>(end).Failure.Kind);
        Assert.Equal("joining joined dialout-connected dialout-error leaving left", session.Story);
        var error = session.The<DialoutError>();
        Assert.Equal((DialoutStage.Ringing, HangUpParty.Host), (error.Outcome!.Stage, error.Outcome.EndedBy));
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task StopDialout_WhileRinging_CancelsAndStops() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone, session => session.On<DialoutConnected>((e, ct) => session.StopDialoutAsync(e.SessionId, ct)));
        var id = await server.StartSessionAsync();

        var call = await server.Phone.RingsAsync();
        await call.ProgressAsync();
        var end = await Calls.Phone.EndOf(call);
        var session = await server.EndOfAsync(id);

        Assert.Equal(SipFailureKind.Cancelled, Assert.IsType<CallFailed>(end).Failure.Kind);
        Assert.Equal("joining joined dialout-connected dialout-stopped leaving left", session.Story);
        Assert.Equal(HangUpParty.Agent, session.The<DialoutStopped>().Outcome!.EndedBy);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task StopDialout_WhileTalking_SendsByeAndStops() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone, session => session.On<DialoutAnswered>((e, ct) => session.StopDialoutAsync(e.SessionId, ct)));
        var id = await server.StartSessionAsync();

        var call = await server.Phone.AnswersAsync();
        var end = await Calls.Phone.EndOf(call);
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(
            "joining joined dialout-connected participant-joined dialout-answered dialout-stopped participant-left leaving left", session.Story);
        Assert.Equal(HangUpParty.Agent, session.The<DialoutStopped>().Outcome!.EndedBy);
        server.AssertNothingIsLeft();
    });

    [Theory]
    [InlineData("this is no session description")]
    [InlineData("opus")]
    public Task Dialout_AnsweredWithoutCommonMedia_IsHungUpAndAnError(string answer) => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var id = await server.StartSessionAsync();

        var call = await server.Phone.RingsAsync();
        await call.AnswerAsync(Encoding.ASCII.GetBytes(answer == "opus" ? server.Phone.Describe("96", "rtpmap:96 opus/48000/2") : answer));
        var end = await Calls.Phone.EndOf(call);
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal("joining joined dialout-connected dialout-error leaving left", session.Story);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Dialout_PermissionsWithARepeatedKey_DoNotBreakTheCall() => CallServer.RunAsync(async server =>
    {
        var permissions = System.Text.Json.JsonElement.Parse("""{"canReceive":{"byUserId":{"a":true,"a":false}}}""");
        server.Agents["outbound"] = Scripted.Dials(
            Phone with { Permissions = permissions }, session => session.On<DialoutAnswered>((e, ct) => session.StopDialoutAsync(e.SessionId, ct)));
        var id = await server.StartSessionAsync();

        await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.Equal("HTTP_COMPLETED", session.Status);
        Assert.EndsWith("dialout-answered dialout-stopped participant-left leaving left", session.Story, StringComparison.Ordinal);
    });
}
