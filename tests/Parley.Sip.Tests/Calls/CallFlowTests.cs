using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

public class CallFlowTests
{
    [Fact]
    public void Invite_CalleeAnswersAndCallerHangsUp_WholeFlowIsOnTheWire() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        Assert.Equal("v=0 offer", Story.Text(callee.Invite.Body));
        await callee.ProgressAsync(180, cancellationToken: Story.Token);
        await callee.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        var answered = await Story.NextAsync<CallAnswered>(caller);
        Assert.Equal("v=0 answer", Story.Text(answered.Response.Body));
        await Story.NextAsync<CallConfirmed>(callee);
        await caller.HangUpAsync(SipReason.Q850(16), Story.Token);

        var ended = Assert.IsType<CallEnded>((await Story.RestAsync(callee)).Single());
        Assert.Equal(new CallEnded(true, SipReason.Q850(16)), ended);
        Assert.Equal(new CallEnded(false, SipReason.Q850(16)), (await Story.RestAsync(caller)).Single());
        Assert.Equal(
            ["5060 INVITE", "5070 100 INVITE", "5070 180 INVITE", "5070 200 INVITE", "5060 ACK", "5060 BYE", "5070 200 BYE"],
            calls.Network.Lines);
    });

    [Fact]
    public void HangUp_ByCallee_CallerSeesRemoteEnd() => Story.Run(async calls =>
    {
        var (caller, callee) = await calls.ConnectAsync();
        await callee.HangUpAsync(cancellationToken: Story.Token);
        Assert.Equal(new CallEnded(true, null), Assert.Single(await Story.RestAsync(caller)));
        Assert.Equal("5070 BYE", calls.Network.Lines.SkipLast(1).Last());
    });

    [Fact]
    public void HangUp_WhileRinging_CancelsAndBothSidesFailAsCancelled() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await callee.ProgressAsync(180, cancellationToken: Story.Token);
        await Story.NextAsync<CallProgress>(caller);
        await caller.HangUpAsync(new SipReason("SIP", 200, "Call completed elsewhere"), Story.Token);

        var failed = Assert.IsType<CallFailed>((await Story.RestAsync(caller)).Single()).Failure;
        Assert.Equal((SipFailureKind.Cancelled, 487), (failed.Kind, failed.Status));
        var missed = Assert.IsType<CallFailed>((await Story.RestAsync(callee)).Single()).Failure;
        Assert.Equal(SipFailureKind.Cancelled, missed.Kind);
        Assert.Equal("Call completed elsewhere", missed.Reason?.Text);
        Assert.Single(calls.Network.Log.Select(p => p.Response).Where(r => r?.CSeq.Method is "CANCEL" || r?.Status == 487).Select(r => r!.To.Tag).Distinct());
        Assert.Equal(["5060 CANCEL", "5070 200 CANCEL", "5070 487 INVITE", "5060 ACK"], calls.Network.Lines.TakeLast(4));
    });

    [Fact]
    public void RingTimeout_NobodyAnswers_CancelsAndReportsRingTimeout() => Story.Run(async calls =>
    {
        var caller = calls.Dial(TimeSpan.FromSeconds(20));
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await callee.ProgressAsync(180, cancellationToken: Story.Token);
        var failed = (await Story.NextAsync<CallFailed>(caller)).Failure;
        Assert.Equal((SipFailureKind.RingTimeout, 487), (failed.Kind, failed.Status));
        Assert.InRange(calls.World.Elapsed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20.2));
    });

    [Fact]
    public void Reject_OwnWords_CallerSeesThem() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await callee.RejectAsync(503, reasonPhrase: "No Circuit", cancellationToken: Story.Token);
        var failed = (await Story.NextAsync<CallFailed>(caller)).Failure;
        Assert.Equal((503, "No Circuit"), (failed.Status, failed.ReasonPhrase));
    });

    [Fact]
    public void Abandon_AnsweredCall_TellsNobodyAndAnswersItsByeWith481() => Story.Run(async calls =>
    {
        var (caller, callee) = await calls.ConnectAsync();
        var before = calls.Network.Lines.Count();
        callee.Abandon();
        Assert.IsType<CallEnded>((await Story.RestAsync(callee))[^1]);
        Assert.Equal(before, calls.Network.Lines.Count());
        await caller.HangUpAsync(cancellationToken: Story.Token);
        Assert.Equal(["5060 BYE", "5070 481 BYE"], calls.Network.Lines.Skip(before));
    });

    [Fact]
    public void Abandon_RingingCall_IsLeftAlone() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        callee.Abandon();
        await callee.RejectAsync(486, cancellationToken: Story.Token);
        Assert.Equal(486, (await Story.NextAsync<CallFailed>(caller)).Failure.Status);
    });

    [Fact]
    public void Invite_Ignored_GetsNoAnswerAtAll() => VirtualWorld.Run(async world =>
    {
        var calls = new Story(world, new() { Ignores = request => request.Method == "INVITE" });
        await calls.Alice.StartAsync(Story.Token);
        await calls.Bob.StartAsync(Story.Token);
        var call = calls.Bob.Invite(new()
        {
            Uri = SipUri.Parse("sip:alice@192.0.2.1:5060"),
            From = NameAddress.Parse("<sip:bob@192.0.2.2>"),
            Destination = calls.Alice.LocalEndPoint,
        });
        Assert.Equal(SipFailureKind.Timeout, (await Story.NextAsync<CallFailed>(call)).Failure.Kind);
        Assert.All(calls.Network.Lines, line => Assert.Equal("5070 INVITE", line));
        Assert.Equal(0, calls.Alice.ActiveTransactions);
        await calls.Alice.DisposeAsync();
        await calls.Bob.DisposeAsync();
    });

    [Fact]
    public void Reject_Busy_CallerSeesStatusAndCause() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await callee.RejectAsync(486, SipReason.Q850(17, "User busy"), [new("Retry-After", "30 (in a meeting);duration=9")], cancellationToken: Story.Token);
        var failed = (await Story.NextAsync<CallFailed>(caller)).Failure;
        Assert.Equal((SipFailureKind.Rejected, 486, "Busy Here"), (failed.Kind, failed.Status, failed.ReasonPhrase));
        Assert.Equal(SipReason.Q850(17, "User busy"), failed.Reason);
        Assert.Equal(TimeSpan.FromSeconds(30), failed.RetryAfter);
        Assert.Equal("5060 ACK", calls.Network.Lines.Last());
    });

    [Fact]
    public void Reject_Redirect_ContactsAreReportedBestFirst() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await callee.RejectAsync(302, headers: [new("Contact", "<sip:second@example.com>;q=0.2, <sip:first@example.com>;q=0.9")], cancellationToken: Story.Token);
        var failed = (await Story.NextAsync<CallFailed>(caller)).Failure;
        Assert.Equal(SipFailureKind.Redirected, failed.Kind);
        Assert.Equal(["first", "second"], failed.Contacts.Select(c => c.Uri.User));
        Assert.Equal(1, calls.Network.Log.Count(p => p.Request?.Method == "INVITE"));
    });

    [Fact]
    public void EarlyMedia_183WithBodyAndReason_IsProgress() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await callee.ProgressAsync(183, Story.Reply, reason: SipReason.Q850(31), cancellationToken: Story.Token);
        var progress = await Story.NextAsync<CallProgress>(caller);
        Assert.Equal((183, "v=0 answer", "application/sdp"), (progress.Status, Story.Text(progress.Body), progress.ContentType));
        Assert.Equal(31, progress.Cause?.Cause);
        Assert.Equal(1, calls.Alice.ActiveDialogs);
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void HangUp_BothSidesAtOnce_EachByeIsAnsweredAndEachCallEndsOnce() => Story.Run(async calls =>
    {
        var (caller, callee) = await calls.ConnectAsync();
        await Task.WhenAll(caller.HangUpAsync(cancellationToken: Story.Token), callee.HangUpAsync(cancellationToken: Story.Token));
        Assert.Equal(new CallEnded(false, null), Assert.Single(await Story.RestAsync(caller)));
        Assert.Equal(new CallEnded(false, null), Assert.Single(await Story.RestAsync(callee)));
        Assert.Equal(2, calls.Network.Lines.Count(l => l.EndsWith("200 BYE", StringComparison.Ordinal)));
    });

    [Fact]
    public void HangUp_CalledAgain_SendsOneBye() => Story.Run(async calls =>
    {
        var (caller, _) = await calls.ConnectAsync();
        await Task.WhenAll(caller.HangUpAsync(cancellationToken: Story.Token), caller.HangUpAsync(cancellationToken: Story.Token));
        await caller.HangUpAsync(cancellationToken: Story.Token);
        Assert.Equal(1, calls.Network.Lines.Count(l => l == "5060 BYE"));
    });

    [Fact]
    public void HangUp_IncomingNotAnswered_Gets480() => Story.Run(async calls =>
    {
        var caller = calls.Dial();
        var callee = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await callee.HangUpAsync(cancellationToken: Story.Token);
        Assert.Equal(480, (await Story.NextAsync<CallFailed>(caller)).Failure.Status);
        await callee.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        Assert.Equal(480, (await Story.NextAsync<CallFailed>(callee)).Failure.Status);
        Assert.DoesNotContain("5070 200 INVITE", calls.Network.Lines);
    });

    [Fact]
    public void Info_BothWays_ArrivesAsEventAndIsAnswered() => Story.Run(async calls =>
    {
        var (caller, callee) = await calls.ConnectAsync();
        var response = await caller.SendAsync("INFO", "Signal=5"u8.ToArray(), "application/dtmf-relay", cancellationToken: Story.Token);
        Assert.Equal(200, response.Status);
        var info = await Story.NextAsync<InfoReceived>(callee);
        Assert.Equal(("Signal=5", "application/dtmf-relay"), (Story.Text(info.Body), info.ContentType));
        Assert.Equal(200, (await callee.SendAsync("INFO", default, cancellationToken: Story.Token)).Status);
        Assert.Equal(405, (await callee.SendAsync("MESSAGE", default, cancellationToken: Story.Token)).Status);
        Assert.Equal(501, (await callee.SendAsync("DANCE", default, cancellationToken: Story.Token)).Status);
        await caller.HangUpAsync(cancellationToken: Story.Token);
        await Assert.ThrowsAsync<SipException>(() => caller.SendAsync("INFO", default, cancellationToken: Story.Token));
    });

    [Fact]
    public void Stop_DuringCalls_EachGetsByeOrCancelOr503() => Story.Run(async calls =>
    {
        var (_, callee) = await calls.ConnectAsync();
        var ringing = calls.Dial();
        var unanswered = await calls.Bob.IncomingCalls.ReadAsync(Story.Token);
        await unanswered.ProgressAsync(180, cancellationToken: Story.Token);
        await Story.NextAsync<CallProgress>(ringing);
        var before = calls.Network.Log.Count;

        await calls.Alice.StopAsync(Story.Token);

        var after = calls.Network.Lines.Skip(before).ToList();
        Assert.Contains("5060 BYE", after);
        Assert.Contains("5060 CANCEL", after);
        Assert.Equal(0, calls.Alice.ActiveCalls);
        Assert.IsType<CallEnded>((await Story.RestAsync(callee)).Last());

        var late = calls.Bob.Invite(new()
        {
            Uri = SipUri.Parse("sip:alice@192.0.2.1"),
            From = NameAddress.Parse("<sip:bob@192.0.2.2>"),
            Destination = calls.Alice.LocalEndPoint,
        });
        Assert.Equal(503, (await Story.NextAsync<CallFailed>(late)).Failure.Status);
        Assert.Equal(SipFailureKind.TransportError, (await Story.NextAsync<CallFailed>(calls.Dial())).Failure.Kind);
    });

    [Fact]
    public void Stop_FarEndIsDead_ReturnsAtTheDeadline() => Story.Run(async calls =>
    {
        await calls.ConnectAsync();
        calls.Network.Fate = _ => [];
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(3), calls.World.Time);
        var start = calls.World.Elapsed;
        await calls.Alice.StopAsync(deadline.Token);
        Assert.InRange(calls.World.Elapsed - start, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.1));
        await calls.World.Wait(TimeSpan.FromSeconds(40));
        calls.Network.Fate = _ => [TimeSpan.Zero];
        await calls.Bob.StopAsync(Story.Token);
    });

    [Fact]
    public void Dispose_WithOpenCall_EventsEnd() => Story.Run(
        async calls =>
        {
            var (caller, _) = await calls.ConnectAsync();
            var ringing = calls.Dial();
            var hangUp = caller.HangUpAsync(cancellationToken: Story.Token);
            await calls.Alice.DisposeAsync();
            Assert.IsType<CallEnded>((await Story.RestAsync(caller)).Last());
            Assert.Equal(SipFailureKind.TransportError, Assert.IsType<CallFailed>((await Story.RestAsync(ringing)).Last()).Failure.Kind);
            await hangUp;
            var after = calls.Dial();
            Assert.IsType<CallFailed>((await Story.RestAsync(after)).Single());
            await Assert.ThrowsAsync<SipException>(() => caller.ReinviteAsync(Story.Offer, cancellationToken: Story.Token));
        },
        mustBeClean: false);

    [Fact]
    public void Dispose_NeverStarted_CallsEnd() => VirtualWorld.Run(async world =>
    {
        var story = new Story(world);
        var call = story.Dial();
        await story.Alice.DisposeAsync();
        Assert.Equal(SipFailureKind.TransportError, Assert.IsType<CallFailed>((await Story.RestAsync(call)).Single()).Failure.Kind);
        await story.Bob.DisposeAsync();
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Calls_OverABadNetwork_AllComeToTheSameEnd(int seed) => Story.Run(async calls =>
    {
        calls.Network.MakeBad(seed, loss: 0.25);
        var callees = AnswerAllAsync(calls.Bob, 20);
        var callers = Enumerable.Range(0, 20).Select(_ => calls.Dial()).ToList();
        foreach (var caller in callers)
        {
            await Story.NextAsync<CallAnswered>(caller);
        }

        await Task.WhenAll(callers.Select(c => c.HangUpAsync(cancellationToken: Story.Token)));
        foreach (var caller in callers)
        {
            Assert.Equal(new CallEnded(false, null), Assert.Single(await Story.RestAsync(caller)));
        }

        Assert.All(await callees, events =>
        {
            Assert.Single(events, e => e is CallEnded or CallFailed);
            Assert.IsType<CallEnded>(events[^1]);
        });
    });

    private static async Task<List<List<SipCallEvent>>> AnswerAllAsync(SipEndpoint endpoint, int count)
    {
        var results = new List<Task<List<SipCallEvent>>>();
        for (var i = 0; i < count; i++)
        {
            var call = await endpoint.IncomingCalls.ReadAsync(Story.Token);
            await call.ProgressAsync(180, cancellationToken: Story.Token);
            await call.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
            results.Add(Story.RestAsync(call));
        }

        return [.. await Task.WhenAll(results)];
    }
}
