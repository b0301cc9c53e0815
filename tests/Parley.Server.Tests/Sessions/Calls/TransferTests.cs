using Parley.Agents;
using Parley.Server.Tests.Storage;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>Calls that an agent hands on: what it is told, and what the record says.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class TransferTests
{
    private const string Desk = "+15551239999";

    private static readonly DialoutRequest Customer = new(CallServer.Callee);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task SipRefer_TargetAnswers_IsToldBeforeTheEndOfTheLeg() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Customer, session => session.On<DialoutAnswered>(async (answered, ct) =>
        {
            Assert.Null(await session.SipReferAsync(new(answered.SessionId, Desk), ct));
            Assert.NotNull(await session.SipReferAsync(new("nobody", Desk), ct));
            Assert.NotNull(await session.SipReferAsync(new(answered.SessionId, "desk"), ct));
        }));
        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        var asked = await NextAsync<ReferReceived>(call);
        Assert.Equal($"sip:{Desk}@{server.Phone.EndPoint}", asked.Target.Uri.ToString());
        await call.AcceptReferAsync();
        await call.NotifyReferAsync(200);

        var session = await server.EndOfAsync(id);

        Assert.Equal(
            "joining joined dialout-connected participant-joined dialout-answered transfer-ended dialout-stopped participant-left leaving left", session.Story);
        var ended = session.The<TransferEnded>();
        Assert.Equal((TransferKind.Blind, true, 200, Desk), (ended.Kind, ended.Succeeded, ended.SipStatus, ended.ToEndPoint));
        Assert.Equal(Desk, session.The<DialoutStopped>().Outcome!.TransferredTo);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task SipRefer_TargetIsBusy_CallGoesOn() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Customer, session =>
        {
            session.On<DialoutAnswered>(async (answered, ct) => await session.SipReferAsync(new(answered.SessionId, "sip:desk@127.0.0.1"), ct));
            session.On<TransferEnded>((ended, ct) => session.StopDialoutAsync(ended.SessionId, ct));
        });
        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        await NextAsync<ReferReceived>(call);
        await call.AcceptReferAsync();
        await call.NotifyReferAsync(486);

        var session = await server.EndOfAsync(id);

        var ended = session.The<TransferEnded>();
        Assert.Equal((false, 486, "486 Busy Here"), (ended.Succeeded, ended.SipStatus, ended.Message));
        Assert.Null(session.The<DialoutStopped>().Outcome!.TransferredTo);
    });

    [Fact]
    public Task SipRefer_FarEndLeavesInTheMiddle_IsStillTold() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Customer, session =>
            session.On<DialoutAnswered>(async (answered, ct) => await session.SipReferAsync(new(answered.SessionId, Desk), ct)));
        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        await NextAsync<ReferReceived>(call);
        await call.AcceptReferAsync();
        await call.SendAsync("INFO", default);
        await call.SendAsync("INFO", default);
        await call.HangUpAsync();

        var session = await server.EndOfAsync(id);

        Assert.True(session.The<TransferEnded>().Succeeded);
        Assert.EndsWith("transfer-ended dialout-stopped participant-left leaving left", session.Story, StringComparison.Ordinal);
    });

    [Fact]
    public Task SipRefer_WithTheOtherLeg_CarriesReplaces() => CallServer.RunAsync(async server =>
    {
        var legs = new List<string>();
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<CallStateUpdated>(async (e, ct) =>
            {
                if (e.State is CallState.Joined)
                {
                    await session.StartDialoutAsync(Customer, ct);
                }
            });
            session.On<DialoutAnswered>(async (answered, ct) =>
            {
                legs.Add(answered.SessionId);
                if (legs.Count == 1)
                {
                    await session.StartDialoutAsync(new(Desk), ct);
                }
                else
                {
                    Assert.Null(await session.SipReferAsync(new(legs[0]) { WithSessionId = legs[1] }, ct));
                }
            });
            session.On<TransferEnded>((_, ct) => session.LeaveAsync(ct));
            return session.RunAsync(cancellationToken: ct);
        };
        var id = await server.StartSessionAsync();
        var customer = await server.Phone.AnswersAsync();
        var desk = await server.Phone.AnswersAsync();
        var target = (await NextAsync<ReferReceived>(customer)).Target.Uri;
        await customer.AcceptReferAsync();
        await customer.NotifyReferAsync(200);

        var session = await server.EndOfAsync(id);

        Assert.True(SipReplaces.TryParse(Assert.Single(target.Headers).Value, out var replaces));
        Assert.Equal(desk.CallId, replaces.CallId);
        Assert.Equal(TransferKind.Attended, session.The<TransferEnded>().Kind);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task SipCallTransfer_ThenHandOver_PeopleTalkOnUntilOneHangsUp() => CallServer.RunAsync(async server =>
    {
        var customerLeg = "";
        var handedOver = new TaskCompletionSource();
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<CallStateUpdated>(async (e, ct) =>
            {
                if (e.State is CallState.Joined)
                {
                    await session.StartDialoutAsync(Customer.HearingTheAgentOnly(), ct);
                }
            });
            session.On<DialoutAnswered>(async (answered, ct) =>
            {
                if (customerLeg.Length == 0)
                {
                    customerLeg = answered.SessionId;
                    Assert.True((await session.SipCallTransferAsync(new(answered.SessionId, Desk) { DisplayName = "Desk" }, ct)).IsAccepted);
                }
            });
            session.On<TransferEnded>(async (_, ct) =>
            {
                await session.HandOverAsync(ct);
                handedOver.SetResult();
            });
            return session.RunAsync(cancellationToken: ct);
        };
        var id = await server.StartSessionAsync();
        var customer = await server.Phone.AnswersAsync();
        var desk = await server.Phone.AnswersAsync();
        await handedOver.Task;
        await NextAsync<CallConfirmed>(desk);
        Assert.False(customer.Completion.IsCompleted || desk.Completion.IsCompleted);

        await desk.HangUpAsync();
        Assert.True(((CallEnded)await Phone.EndOf(customer)).ByRemote);
        var session = await server.EndOfAsync(id);

        var ended = session.The<TransferEnded>();
        Assert.Equal((TransferKind.Bridged, true, customerLeg, Desk), (ended.Kind, ended.Succeeded, ended.SessionId, ended.ToEndPoint));
        Assert.Equal(2, session.Events.OfType<DialoutStopped>().Count());
        Assert.Equal("HTTP_COMPLETED", session.Status);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task SipCallTransfer_TargetIsBusy_IsToldAndTheCallGoesOn() => CallServer.RunAsync(async server =>
    {
        var dialled = false;
        server.Agents["outbound"] = Scripted.Dials(Customer, session =>
        {
            session.On<DialoutAnswered>(async (answered, ct) =>
            {
                dialled = (await session.SipCallTransferAsync(new(answered.SessionId, Desk), ct)).IsAccepted;
                Assert.False((await session.SipCallTransferAsync(new("nobody", Desk), ct)).IsAccepted);
            });
            session.On<TransferEnded>((ended, ct) => session.StopDialoutAsync(ended.SessionId, ct));
        });
        var id = await server.StartSessionAsync();
        await server.Phone.AnswersAsync();
        await (await server.Phone.RingsAsync()).RejectAsync(486);

        var session = await server.EndOfAsync(id);

        Assert.True(dialled);
        var ended = session.The<TransferEnded>();
        Assert.Equal((TransferKind.Bridged, false, 486), (ended.Kind, ended.Succeeded, ended.SipStatus));
    });

    [Fact]
    public Task HandOver_ServerStops_CallsAreEndedToo() => CallServer.RunAsync(async server =>
    {
        var answers = 0;
        var handedOver = new TaskCompletionSource();
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<CallStateUpdated>(async (e, ct) =>
            {
                if (e.State is CallState.Joined)
                {
                    await session.StartDialoutAsync(Customer, ct);
                    await session.StartDialoutAsync(new(Desk), ct);
                }
            });
            session.On<DialoutAnswered>(async (_, ct) =>
            {
                if (++answers == 2)
                {
                    await session.HandOverAsync(ct);
                    handedOver.SetResult();
                }
            });
            return session.RunAsync(cancellationToken: ct);
        };
        var id = await server.StartSessionAsync();
        var first = await server.Phone.AnswersAsync();
        var second = await server.Phone.AnswersAsync();
        await handedOver.Task;
        await NextAsync<CallConfirmed>(first);
        await NextAsync<CallConfirmed>(second);

        await server.DeleteAsync(id);

        Assert.True(((CallEnded)await Phone.EndOf(first)).ByRemote);
        Assert.True(((CallEnded)await Phone.EndOf(second)).ByRemote);
        await server.EndOfAsync(id);
        server.AssertNothingIsLeft();
    });

    [Theory]
    [InlineData("decline", 603)]
    [InlineData("follow", 202)]
    public Task IncomingRefer_IsAnsweredByPolicy(string policy, int status) => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Customer);
        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        await NextAsync<CallConfirmed>(call);

        var response = await call.ReferAsync(new(SipUri.FromEndPoint("desk", server.Phone.EndPoint)));

        Assert.Equal(status, response.Status);
        if (status == 202)
        {
            var desk = await server.Phone.AnswersAsync();
            Assert.Equal("desk", desk.Invite.Uri.User);
            while (await NextAsync<ReferProgress>(call) is not { IsFinal: true, Status: 200 })
            {
            }

            await desk.HangUpAsync();
        }
        else
        {
            await call.HangUpAsync();
        }

        await server.EndOfAsync(id);
        server.AssertNothingIsLeft();
    }, ("Sip:IncomingRefer", policy));

    private static async Task<T> NextAsync<T>(SipCall call)
        where T : SipCallEvent
    {
        while (true)
        {
            if (await call.Events.ReadAsync(Token) is T wanted)
            {
                return wanted;
            }
        }
    }
}
