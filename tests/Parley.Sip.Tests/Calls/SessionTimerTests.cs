using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

/// <summary>RFC 4028 in both roles.</summary>
public class SessionTimerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData(SessionRefresher.Us, "5060 UPDATE")]
    [InlineData(SessionRefresher.FarEnd, "5070 UPDATE")]
    [InlineData(SessionRefresher.Any, "5060 UPDATE")]
    public void Call_LongerThanTheInterval_IsRefreshedByTheSideAgreedOn(SessionRefresher refresher, string expected) => Story.Run(
        async story =>
        {
            var (caller, callee) = await story.ConnectAsync();

            await story.World.Wait(TimeSpan.FromSeconds(5 * 45 + 10));

            Assert.Equal(5, story.Network.Lines.Count(line => line == expected));
            Assert.Equal(5, story.Network.Lines.Count(line => line.EndsWith("UPDATE", StringComparison.Ordinal) && !line.Contains("200", StringComparison.Ordinal)));
            Assert.False(caller.Completion.IsCompleted || callee.Completion.IsCompleted);
            await caller.HangUpAsync(cancellationToken: Story.Token);
        },
        alices: new() { SessionTimers = new() { Interval = Short, Refresher = refresher } });

    [Theory]
    [InlineData(SessionRefresher.Us, "5070 UPDATE")]
    [InlineData(SessionRefresher.FarEnd, "5060 UPDATE")]
    public void Call_CallerAsksForNoTimer_CalleeMay(SessionRefresher refresher, string expected) => Story.Run(
        async story =>
        {
            var (caller, _) = await story.ConnectAsync();

            await story.World.Wait(TimeSpan.FromSeconds(100));

            Assert.Equal(2, story.Network.Lines.Count(line => line == expected));
            await caller.HangUpAsync(cancellationToken: Story.Token);
        },
        alices: new() { SessionTimers = new() { Interval = null } },
        bobs: new() { SessionTimers = new() { Interval = Short, Refresher = refresher } });

    [Fact]
    public void Reinvite_InBetween_CountsAsARefreshAndKeepsTheRoles() => Story.Run(
        async story =>
        {
            var (caller, callee) = await story.ConnectAsync();
            await story.World.Wait(TimeSpan.FromSeconds(40));
            var reinvite = callee.ReinviteAsync(Story.Offer, cancellationToken: Story.Token);
            await Story.NextAsync<OfferReceived>(caller);
            await caller.AnswerOfferAsync(Story.Reply, cancellationToken: Story.Token);
            var response = await reinvite;

            await story.World.Wait(TimeSpan.FromSeconds(44));
            Assert.DoesNotContain("5060 UPDATE", story.Network.Lines);
            await story.World.Wait(TimeSpan.FromSeconds(2));

            Assert.Equal("90;refresher=uas", response.Headers["Session-Expires"]);
            Assert.Single(story.Network.Lines, "5060 UPDATE");
            await caller.HangUpAsync(cancellationToken: Story.Token);
        },
        alices: new() { SessionTimers = new() { Interval = Short } });

    [Theory]
    [InlineData("90;refresher=uas", 60)]
    [InlineData("300;refresher=uas", 268)]
    public void FarEndDoesNotRefresh_CallIsEndedBeforeTheIntervalIsOver(string agreed, int seconds) => Story.RunWithPeer(async (story, peer) =>
    {
        var (call, start) = (story.DialTo(peer.EndPoint), story.World.Elapsed);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, headers: [$"Session-Expires: {agreed}", "Require: timer"]);

        var bye = await peer.ReceiveRequestAsync("BYE");

        Assert.Equal(seconds, Math.Round((story.World.Elapsed - start).TotalSeconds));
        Assert.Equal(("Q.850", 102), (bye.Reason!.Protocol, bye.Reason.Cause));
        peer.Respond(bye, story.Alice.LocalEndPoint, 200);
        Assert.False((await Story.NextAsync<CallEnded>(call)).ByRemote);
    });

    [Fact]
    public void Refresh_FarEndTakesNoUpdate_GoesByReinviteWithTheSameDescription() => Story.RunWithPeer(
        async (story, peer) =>
        {
            var call = story.DialTo(peer.EndPoint);
            var invite = await peer.ReceiveRequestAsync("INVITE");
            peer.Respond(invite, story.Alice.LocalEndPoint, 200, body: "v=0 theirs", headers: ["Session-Expires: 90;refresher=uac", "Allow: INVITE, ACK, BYE"]);

            var refresh = await peer.ReceiveRequestAsync("INVITE");
            Assert.Equal("v=0 offer", Story.Text(refresh.Body));
            Assert.Equal("90;refresher=uac", refresh.Headers["Session-Expires"]);
            peer.Respond(refresh, story.Alice.LocalEndPoint, 200, body: "v=0 theirs", headers: ["Session-Expires: 90;refresher=uac"]);
            refresh = await peer.ReceiveRequestAsync("INVITE");
            peer.Respond(refresh, story.Alice.LocalEndPoint, 200, body: "v=0 moved", headers: ["Session-Expires: 90;refresher=uac"]);

            Assert.Equal("v=0 moved", Story.Text((await Story.NextAsync<AnswerChanged>(call)).Body));
            await EndAsync(story, peer, call);
        },
        new() { SessionTimers = new() { Interval = Short } });

    [Fact]
    public void Refresh_UpdateIsRefused_GoesOnByReinvite() => Story.RunWithPeer(
        async (story, peer) =>
        {
            var call = story.DialTo(peer.EndPoint);
            var invite = await peer.ReceiveRequestAsync("INVITE");
            peer.Respond(invite, story.Alice.LocalEndPoint, 200, headers: ["Session-Expires: 90;refresher=uac", "Allow: INVITE, UPDATE"]);
            peer.Respond(await peer.ReceiveRequestAsync("UPDATE"), story.Alice.LocalEndPoint, 405);

            var refresh = await peer.ReceiveRequestAsync("INVITE");

            peer.Respond(refresh, story.Alice.LocalEndPoint, 200, headers: ["Session-Expires: 90;refresher=uac"]);
            await story.World.Wait(TimeSpan.FromSeconds(1));
            await EndAsync(story, peer, call);
        },
        new() { SessionTimers = new() { Interval = Short } });

    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    public void Refresh_FarEndKnowsTheCallNoMore_EndsIt(int status) => Story.RunWithPeer(
        async (story, peer) =>
        {
            var call = story.DialTo(peer.EndPoint);
            var invite = await peer.ReceiveRequestAsync("INVITE");
            peer.Respond(invite, story.Alice.LocalEndPoint, 200, headers: ["Session-Expires: 90;refresher=uac", "Allow: UPDATE"]);
            peer.Respond(await peer.ReceiveRequestAsync("UPDATE"), story.Alice.LocalEndPoint, status);

            peer.Respond(await peer.ReceiveRequestAsync("BYE"), story.Alice.LocalEndPoint, 481);

            Assert.Equal(status, (await Story.NextAsync<CallEnded>(call)).Reason!.Cause);
        },
        new() { SessionTimers = new() { Interval = Short } });

    [Fact]
    public void Invite_IntervalTooShortForSomebody_IsSentAgainWithTheirs() => Story.RunWithPeer(
        async (story, peer) =>
        {
            var call = story.DialTo(peer.EndPoint);
            var first = await peer.ReceiveRequestAsync("INVITE");
            Assert.Equal(("90", null), (first.Headers["Session-Expires"], first.Headers["Min-SE"]));
            peer.Respond(first, story.Alice.LocalEndPoint, 422, headers: ["Min-SE: 600"]);

            var second = await peer.ReceiveRequestAsync("INVITE");

            Assert.Equal(("600", "600"), (second.Headers["Session-Expires"], second.Headers["Min-SE"]));
            Assert.Equal((first.CallId, first.From.Tag, 2u), (second.CallId, second.From.Tag, second.CSeq.Number));
            peer.Respond(second, story.Alice.LocalEndPoint, 200);
            await Story.NextAsync<CallAnswered>(call);
            await EndAsync(story, peer, call);
        },
        new() { SessionTimers = new() { Interval = Short } });

    [Fact]
    public void Invite_RefusedWith422AgainAndAgain_FailsInTheEnd() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        for (var minimum = 3600; minimum < 3604; minimum++)
        {
            peer.Respond(await peer.ReceiveRequestAsync("INVITE"), story.Alice.LocalEndPoint, 422, headers: [$"Min-SE: {minimum}"]);
        }

        Assert.Equal(422, (await Story.NextAsync<CallFailed>(call)).Failure.Status);
    });

    [Fact]
    public void IncomingInvite_TooShort_Gets422_UnlessTheCallerKnowsNoTimers() => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Invite(story.Bob.LocalEndPoint, "short", "v=0", "Supported: timer", "Session-Expires: 60");
        Assert.Equal("90", (await peer.ReceiveResponseAsync(422)).Headers["Min-SE"]);

        peer.Invite(story.Bob.LocalEndPoint, "old", "v=0", "Session-Expires: 60");
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        var answer = await peer.ReceiveResponseAsync(200);

        Assert.Equal("90;refresher=uas", answer.Headers["Session-Expires"]);
        Assert.Null(answer.Headers["Require"]);
        peer.SendAsCaller(answer, story.Bob.LocalEndPoint, "ACK", 5);
        peer.SendAsCaller(answer, story.Bob.LocalEndPoint, "BYE", 6);
        await Story.NextAsync<CallEnded>(call);
    });

    [Theory]
    [InlineData("120;refresher=uac", "120;refresher=uac")]
    [InlineData("120;refresher=uas", "120;refresher=uas")]
    [InlineData("120", "120;refresher=uac")]
    [InlineData(null, "1800;refresher=uac")]
    [InlineData("9999999999", "1800;refresher=uac")]
    public void IncomingInvite_CallerKnowsTimers_IsAnsweredAsTable2OfTheRfcSays(string? asked, string answered) => Story.RunWithPeer(async (story, peer) =>
    {
        string[] headers = asked is null ? ["Supported: timer"] : ["Supported: timer", $"Session-Expires: {asked}"];
        peer.Invite(story.Bob.LocalEndPoint, "table", "v=0", headers);
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.AnswerAsync(Story.Reply, cancellationToken: Story.Token);

        var answer = await peer.ReceiveResponseAsync(200);

        Assert.Equal((answered, "timer"), (answer.Headers["Session-Expires"], answer.Headers["Require"]));
        peer.SendAsCaller(answer, story.Bob.LocalEndPoint, "ACK", 5);
        peer.SendAsCaller(answer, story.Bob.LocalEndPoint, "BYE", 6);
        await Story.NextAsync<CallEnded>(call);
    });

    [Fact]
    public void Update_WithAnOffer_IsAnsweredByTheOwner() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();

        var update = caller.UpdateAsync("v=0 new"u8.ToArray(), cancellationToken: Story.Token);
        Assert.Equal("v=0 new", Story.Text((await Story.NextAsync<OfferReceived>(callee)).Body));
        Assert.Equal(491, (await callee.UpdateAsync(Story.Offer, cancellationToken: Story.Token)).Status);
        await callee.AnswerOfferAsync("v=0 agreed"u8.ToArray(), cancellationToken: Story.Token);
        var response = await update;

        Assert.Equal((200, "v=0 agreed"), (response.Status, Story.Text(response.Body)));
        Assert.NotNull(response.Contact);
        await callee.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void Update_BothAtOnce_BothGet491() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();

        var (mine, theirs) = (caller.UpdateAsync(Story.Offer, cancellationToken: Story.Token), callee.UpdateAsync(Story.Offer, cancellationToken: Story.Token));

        Assert.Equal((491, 491), ((await mine).Status, (await theirs).Status));
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    private static async Task EndAsync(Story story, ScriptedPeer peer, SipCall call)
    {
        var end = call.HangUpAsync(cancellationToken: Story.Token);
        peer.Respond(await peer.ReceiveRequestAsync("BYE"), story.Alice.LocalEndPoint, 200);
        await end;
    }
}
