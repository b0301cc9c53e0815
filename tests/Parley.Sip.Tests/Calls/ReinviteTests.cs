using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

public class ReinviteTests
{
    [Fact]
    public void Reinvite_FarEndAnswers_OfferAndAnswerAreExchanged() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var reinvite = caller.ReinviteAsync("v=0 hold"u8.ToArray(), cancellationToken: Story.Token);
        Assert.Equal("v=0 hold", Story.Text((await Story.NextAsync<OfferReceived>(callee)).Body));
        await callee.AnswerOfferAsync("v=0 held"u8.ToArray(), cancellationToken: Story.Token);
        var response = await reinvite;
        Assert.Equal((200, "v=0 held"), (response.Status, Story.Text(response.Body)));
        await Story.NextAsync<CallConfirmed>(callee);

        var back = callee.ReinviteAsync("v=0 mine"u8.ToArray(), cancellationToken: Story.Token);
        await Story.NextAsync<OfferReceived>(caller);
        await caller.RejectOfferAsync(cancellationToken: Story.Token);
        Assert.Equal(488, (await back).Status);
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void Reinvite_BothAtOnce_GlareIsRefusedAndOneTriesAgain() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var start = story.World.Elapsed;
        var first = caller.ReinviteAsync(Story.Offer, cancellationToken: Story.Token);
        var second = callee.ReinviteAsync(Story.Offer, cancellationToken: Story.Token);
        await Story.NextAsync<OfferReceived>(caller);
        await caller.AnswerOfferAsync(Story.Reply, cancellationToken: Story.Token);
        Assert.Equal(200, (await second).Status);
        Assert.InRange((story.World.Elapsed - start).TotalSeconds, 0, 2.1);
        await Story.NextAsync<OfferReceived>(callee);
        await callee.AnswerOfferAsync(Story.Reply, cancellationToken: Story.Token);
        Assert.Equal(200, (await first).Status);
        Assert.InRange((story.World.Elapsed - start).TotalSeconds, 2.1, 4.2);
        Assert.Equal(2, story.Network.Lines.Count(l => l.EndsWith("491 INVITE", StringComparison.Ordinal)));
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void Reinvite_WhileOneIsOpen_Returns491WithoutSending() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var first = caller.ReinviteAsync(Story.Offer, cancellationToken: Story.Token);
        Assert.Equal(491, (await caller.ReinviteAsync(Story.Offer, cancellationToken: Story.Token)).Status);
        await Story.NextAsync<OfferReceived>(callee);
        Assert.Equal(491, (await callee.ReinviteAsync(Story.Offer, cancellationToken: Story.Token)).Status);
        await callee.AnswerOfferAsync(Story.Reply, cancellationToken: Story.Token);
        Assert.Equal(200, (await first).Status);
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void HangUp_WithOpenOffer_OfferGets487AndTheCallEnds() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var reinvite = caller.ReinviteAsync(Story.Offer, cancellationToken: Story.Token);
        await Story.NextAsync<OfferReceived>(callee);
        await callee.HangUpAsync(cancellationToken: Story.Token);
        Assert.Equal(487, (await reinvite).Status);
        Assert.IsType<CallEnded>((await Story.RestAsync(caller)).Last());
        Assert.False(await callee.AnswerOfferAsync(Story.Reply, cancellationToken: Story.Token));
    });

    [Fact]
    public void Info_OwnerDoesNotRead_IsRefusedInTheEnd() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var statuses = new List<int>();
        for (var i = 0; i < 120; i++)
        {
            statuses.Add((await caller.SendAsync("INFO", default, cancellationToken: Story.Token)).Status);
        }

        Assert.Equal(100, statuses.Count(s => s == 200));
        Assert.Equal(20, statuses.Count(s => s == 503));
        await caller.HangUpAsync(cancellationToken: Story.Token);
        Assert.IsType<CallEnded>((await Story.RestAsync(callee)).Last());
    });

    [Fact]
    public void Answer_NeverAcknowledged_IsRepeatedThenEndedWithBye() => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Send(story.Bob.LocalEndPoint, $"""
            INVITE sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090;branch=z9hG4bKq;rport
            From: <sip:peer@192.0.2.9>;tag=p
            To: <sip:bob@192.0.2.2>
            Call-ID: unacked
            CSeq: 5 INVITE
            Contact: <sip:peer@192.0.2.9:5090>
            Content-Length: 0


            """);
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        var start = story.World.Elapsed;
        await call.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        var bye = await peer.ReceiveRequestAsync("BYE");
        Assert.Equal(32, Math.Round((story.World.Elapsed - start).TotalSeconds, 1));
        Assert.Equal(11, story.Network.Lines.Count(l => l == "5070 200 INVITE"));
        peer.Respond(bye, story.Bob.LocalEndPoint, 200);
        Assert.False((await Story.NextAsync<CallEnded>(call)).ByRemote);
    });

    [Fact]
    public void HangUp_BeforeTheAck_ByeWaitsForIt() => Story.RunWithPeer(async (story, peer) =>
    {
        const string Common = """
            From: <sip:peer@192.0.2.9>;tag=p
            Call-ID: late-ack
            Contact: <sip:peer@192.0.2.9:5090>
            Content-Length: 0
            """;
        peer.Send(story.Bob.LocalEndPoint, $"""
            INVITE sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090;branch=z9hG4bKq;rport
            To: <sip:bob@192.0.2.2>
            CSeq: 5 INVITE
            {Common}


            """);
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        var answer = await peer.ReceiveResponseAsync(200);
        var hangUp = call.HangUpAsync(cancellationToken: Story.Token);
        await story.World.Wait(TimeSpan.FromSeconds(3));
        Assert.DoesNotContain("5070 BYE", story.Network.Lines);
        peer.Send(story.Bob.LocalEndPoint, $"""
            ACK sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090;branch=z9hG4bKack;rport
            To: {answer.Headers["To"]}
            CSeq: 5 ACK
            {Common}


            """);
        peer.Respond(await peer.ReceiveRequestAsync("BYE"), story.Bob.LocalEndPoint, 200);
        await hangUp;
    });
}
