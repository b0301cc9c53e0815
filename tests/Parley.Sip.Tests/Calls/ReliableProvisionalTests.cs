using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

/// <summary>RFC 3262 in both roles, and what may happen before the answer (RFC 3311).</summary>
public class ReliableProvisionalTests
{
    private static readonly SipEndpointOptions Preferred = new() { ReliableProvisionals = SipReliability.Preferred };

    [Fact]
    public void Progress_Reliable_IsRepeatedUntilPrackComesThrough() => Story.Run(
        async story =>
        {
            var lost = 2;
            story.Network.Fate = packet => packet.Request?.Method == "PRACK" && lost-- > 0 ? [] : [TimeSpan.FromMilliseconds(5)];
            var caller = story.Dial();
            var callee = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
            await callee.ProgressAsync(180, cancellationToken: Story.Token);
            await Story.NextAsync<CallProgress>(caller);
            await story.World.Wait(TimeSpan.FromSeconds(4));

            Assert.Equal(3, story.Network.Lines.Count(line => line == "5060 PRACK"));
            Assert.Single(story.Network.Lines, "5070 200 PRACK");
            Assert.InRange(story.Network.Lines.Count(line => line == "5070 180 INVITE"), 2, 3);
            Assert.False(caller.Events.TryPeek(out _), "A repeated 180 is told once.");
            await callee.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
            await Story.NextAsync<CallAnswered>(caller);
            await caller.HangUpAsync(cancellationToken: Story.Token);
        },
        bobs: Preferred);

    [Fact]
    public void Progress_SeveralReliable_GoOutOneByOneInOrder() => Story.Run(
        async story =>
        {
            var caller = story.Dial();
            var callee = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
            await callee.ProgressAsync(183, Story.Reply, cancellationToken: Story.Token);
            await callee.ProgressAsync(180, cancellationToken: Story.Token);

            Assert.Equal(183, (await Story.NextAsync<CallProgress>(caller)).Status);
            Assert.Equal(180, (await Story.NextAsync<CallProgress>(caller)).Status);

            var sent = story.Network.Log.Where(packet => packet.Response is { Status: 180 or 183 }).Select(packet => uint.Parse(packet.Response!.Headers["RSeq"]!)).ToList();
            Assert.Equal(sent[0] + 1, sent[1]);
            await caller.HangUpAsync(cancellationToken: Story.Token);
        },
        bobs: Preferred);

    [Fact]
    public void Answer_DescriptionNotAcknowledgedYet_WaitsForThePrack() => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Invite(story.Bob.LocalEndPoint, "hold-back", "v=0 offer", "Require: 100rel");
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.ProgressAsync(183, Story.Reply, cancellationToken: Story.Token);
        var progress = await peer.ReceiveResponseAsync(183);
        await call.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        await story.World.Wait(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("5070 200 INVITE", story.Network.Lines);

        Prack(story, peer, progress, 6);
        var answer = await peer.ReceiveResponseAsync(200);
        while (answer.CSeq.Method != "INVITE")
        {
            answer = await peer.ReceiveResponseAsync(200);
        }

        peer.SendAsCaller(answer, story.Bob.LocalEndPoint, "ACK", 5);
        peer.SendAsCaller(answer, story.Bob.LocalEndPoint, "BYE", 7);
        await Story.NextAsync<CallEnded>(call);
    });

    [Fact]
    public void Progress_InviteWithoutOffer_OfferGoesInThe18xAndTheAnswerComesInPrack() => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Invite(story.Bob.LocalEndPoint, "delayed", "", "Require: 100rel");
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.ProgressAsync(183, Story.Offer, cancellationToken: Story.Token);
        var progress = await peer.ReceiveResponseAsync(183);
        Assert.Equal("v=0 offer", Story.Text(progress.Body));

        Prack(story, peer, progress, 6, "v=0 answer");

        Assert.Equal("v=0 answer", Story.Text((await Story.NextAsync<EarlyAnswerReceived>(call)).Body));
        await call.RejectAsync(486, cancellationToken: Story.Token);
    });

    [Fact]
    public void Progress_NeverAcknowledged_CallIsRefusedWith504() => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Invite(story.Bob.LocalEndPoint, "silent", "v=0 offer", "Require: 100rel");
        var (call, start) = (await story.Bob.IncomingCalls.ReadAsync(Story.Token), story.World.Elapsed);
        await call.ProgressAsync(180, cancellationToken: Story.Token);

        await peer.ReceiveResponseAsync(504);

        Assert.Equal(32, Math.Round((story.World.Elapsed - start).TotalSeconds));
        Assert.Equal(504, (await Story.NextAsync<CallFailed>(call)).Failure.Status);
    });

    [Theory]
    [InlineData("99 5 INVITE")]
    [InlineData("1 5 INVITE")]
    [InlineData("rubbish")]
    [InlineData("")]
    public void Prack_ForNothing_Gets481(string rack) => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Invite(story.Bob.LocalEndPoint, "wrong", "v=0 offer", "Require: 100rel");
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.ProgressAsync(180, cancellationToken: Story.Token);
        var progress = await peer.ReceiveResponseAsync(180);
        peer.SendAsCaller(progress, story.Bob.LocalEndPoint, "PRACK", 6, "", $"RAck: {rack}");

        Assert.Equal("PRACK", (await peer.ReceiveResponseAsync(481)).CSeq.Method);
        await call.RejectAsync(486, cancellationToken: Story.Token);
    });

    [Fact]
    public void Require_WithReliabilityOff_Gets420() => Story.RunWithPeer(
        async (story, peer) =>
        {
            peer.Invite(story.Bob.LocalEndPoint, "off", "v=0 offer", "Require: 100rel");

            Assert.Equal("100rel", (await peer.ReceiveResponseAsync(420)).Headers["Unsupported"]);
        },
        new() { ReliableProvisionals = SipReliability.Off });

    [Theory]
    [InlineData(SipReliability.Off, "replaces, timer", null)]
    [InlineData(SipReliability.Allowed, "100rel, replaces, timer", null)]
    [InlineData(SipReliability.Required, "100rel, replaces, timer", "100rel")]
    public void Invite_SaysWhatItCan(SipReliability reliability, string supported, string? required) => Story.RunWithPeer(
        async (story, peer) =>
        {
            var call = story.DialTo(peer.EndPoint);

            var invite = await peer.ReceiveRequestAsync("INVITE");

            Assert.Equal((supported, required), (invite.Headers["Supported"], invite.Headers["Require"]));
            peer.Respond(invite, story.Alice.LocalEndPoint, 486);
            await Story.NextAsync<CallFailed>(call);
        },
        new() { ReliableProvisionals = reliability });

    [Fact]
    public void Caller_RepeatedAndOutOfOrder_AcknowledgesEachOnceInOrder() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        foreach (var (status, number) in new[] { (183, 7), (183, 7), (180, 9), (180, 8), (182, 9) })
        {
            peer.Respond(invite, story.Alice.LocalEndPoint, status, headers: ["Require: 100rel", $"RSeq: {number}"]);
            await story.World.Wait(TimeSpan.FromMilliseconds(10));
        }

        foreach (var (number, cseq) in new[] { (7, 2), (8, 3), (9, 4) })
        {
            var prack = await peer.ReceiveRequestAsync("PRACK");
            Assert.Equal(($"{number} 1 INVITE", (uint)cseq), (prack.Headers["RAck"], prack.CSeq.Number));
            peer.Respond(prack, story.Alice.LocalEndPoint, 200);
        }

        Assert.Equal(183, (await Story.NextAsync<CallProgress>(call)).Status);
        Assert.Equal(180, (await Story.NextAsync<CallProgress>(call)).Status);
        Assert.Equal(182, (await Story.NextAsync<CallProgress>(call)).Status);
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, body: "v=0");
        await Story.NextAsync<CallAnswered>(call);
        var end = call.HangUpAsync(cancellationToken: Story.Token);
        var bye = await peer.ReceiveRequestAsync("BYE");
        Assert.Equal(5u, bye.CSeq.Number);
        peer.Respond(bye, story.Alice.LocalEndPoint, 200);
        await end;
    });

    [Fact]
    public void Caller_TwoForksRing_EachGetsItsOwnPracks() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 183, "one", "v=0 one", "Require: 100rel", "RSeq: 1");
        await story.World.Wait(TimeSpan.FromMilliseconds(10));
        peer.Respond(invite, story.Alice.LocalEndPoint, 183, "two", "v=0 two", "Require: 100rel", "RSeq: 1");
        var (first, second) = (await peer.ReceiveRequestAsync("PRACK"), await peer.ReceiveRequestAsync("PRACK"));
        Assert.Equal(("one", "two"), (first.To.Tag, second.To.Tag));
        peer.Respond(first, story.Alice.LocalEndPoint, 200);
        peer.Respond(second, story.Alice.LocalEndPoint, 200);

        Assert.Equal(2, story.Alice.ActiveDialogs);
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, "two");
        Assert.Equal("two", (await Story.NextAsync<CallAnswered>(call)).Response.To.Tag);
        Assert.Equal(1, story.Alice.ActiveDialogs);
        var end = call.HangUpAsync(cancellationToken: Story.Token);
        peer.Respond(await peer.ReceiveRequestAsync("BYE"), story.Alice.LocalEndPoint, 200);
        await end;
    });

    [Fact]
    public void Caller_UpdateBeforeTheAnswer_IsTheOwnersOnceTheOfferIsAnswered() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 180);
        await Story.NextAsync<CallProgress>(call);
        peer.SendInDialog(invite, story.Alice.LocalEndPoint, "UPDATE", 1, body: "v=0 early");
        await peer.ReceiveResponseAsync(491);
        peer.Respond(invite, story.Alice.LocalEndPoint, 183, body: "v=0", headers: ["Require: 100rel", "RSeq: 1"]);
        peer.Respond(await peer.ReceiveRequestAsync("PRACK"), story.Alice.LocalEndPoint, 200);

        peer.SendInDialog(invite, story.Alice.LocalEndPoint, "UPDATE", 2, body: "v=0 other");
        Assert.Equal("v=0 other", Story.Text((await Story.NextAsync<OfferReceived>(call)).Body));
        Assert.True(await call.AnswerOfferAsync(Story.Reply, cancellationToken: Story.Token));

        Assert.Equal("v=0 answer", Story.Text((await peer.ReceiveResponseAsync(200)).Body));
        peer.Respond(invite, story.Alice.LocalEndPoint, 486);
        await Story.NextAsync<CallFailed>(call);
    });

    [Fact]
    public void Callee_UpdateBeforeTheAnswer_IsTheOwners() => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Invite(story.Bob.LocalEndPoint, "early-update", "v=0 offer", "Require: 100rel");
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.ProgressAsync(183, Story.Reply, cancellationToken: Story.Token);
        var progress = await peer.ReceiveResponseAsync(183);
        Prack(story, peer, progress, 6);
        await peer.ReceiveResponseAsync(200);

        peer.SendAsCaller(progress, story.Bob.LocalEndPoint, "UPDATE", 7, "v=0 other");
        await Story.NextAsync<OfferReceived>(call);
        await call.RejectOfferAsync(cancellationToken: Story.Token);

        Assert.Equal("UPDATE", (await peer.ReceiveResponseAsync(488)).CSeq.Method);
        await call.RejectAsync(486, cancellationToken: Story.Token);
    });

    private static void Prack(Story story, ScriptedPeer peer, SipResponse progress, int cseq, string body = "") =>
        peer.SendAsCaller(progress, story.Bob.LocalEndPoint, "PRACK", cseq, body, $"RAck: {progress.Headers["RSeq"]} {progress.CSeq.Number} INVITE");
}
