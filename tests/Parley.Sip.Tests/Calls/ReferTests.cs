using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

/// <summary>REFER with its NOTIFYs (RFC 3515) and Replaces (RFC 3891), both ways.</summary>
public class ReferTests
{
    private static readonly NameAddress Target = NameAddress.Parse("<sip:carol@192.0.2.7>");

    [Fact]
    public void Refer_TakenOn_TellsHowTheOtherCallGoes() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var refer = caller.ReferAsync(Target, [new(SipHeaderNames.ReferredBy, "<sip:alice@192.0.2.1>")], Story.Token);
        var asked = await Story.NextAsync<ReferReceived>(callee);
        Assert.Equal(("sip:carol@192.0.2.7", "alice"), (asked.Target.Uri.ToString(), asked.ReferredBy!.Uri.User));

        Assert.True(await callee.AcceptReferAsync(Story.Token));
        Assert.Equal(202, (await refer).Status);
        await callee.NotifyReferAsync(180, cancellationToken: Story.Token);
        await callee.NotifyReferAsync(486, "Gone fishing", Story.Token);

        Assert.Equal(new ReferProgress(100, "Trying", false), await Story.NextAsync<ReferProgress>(caller));
        Assert.Equal(new ReferProgress(180, "Ringing", false), await Story.NextAsync<ReferProgress>(caller));
        Assert.Equal(new ReferProgress(486, "Gone fishing", true), await Story.NextAsync<ReferProgress>(caller));
        var sent = story.Network.Log.Count;
        await callee.NotifyReferAsync(200, cancellationToken: Story.Token);
        Assert.Equal(sent, story.Network.Log.Count);
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void Refer_Refused_ReturnsTheStatusAndMayBeTriedAgain() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            var refer = caller.ReferAsync(Target, cancellationToken: Story.Token);
            await Story.NextAsync<ReferReceived>(callee);
            await callee.RejectReferAsync(cancellationToken: Story.Token);
            Assert.Equal(603, (await refer).Status);
        }

        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void Refer_WhileOneIsOpen_Gets491WithoutSending() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var first = caller.ReferAsync(Target, cancellationToken: Story.Token);
        Assert.Equal(491, (await caller.ReferAsync(Target, cancellationToken: Story.Token)).Status);
        await Story.NextAsync<ReferReceived>(callee);
        await callee.HangUpAsync(cancellationToken: Story.Token);
        Assert.Equal(487, (await first).Status);
    });

    [Theory]
    [InlineData("refer", "message/sipfrag;version=2.0", "SIP/2.0 200 OK", 200)]
    [InlineData("refer;id=2", "message/sipfrag", "SIP/2.0 503 Busy\nRetry-After: 5", 200)]
    [InlineData("refer;id=77", "message/sipfrag", "SIP/2.0 200 OK", 481)]
    [InlineData("presence", "message/sipfrag", "SIP/2.0 200 OK", 481)]
    [InlineData("refer", "text/plain", "SIP/2.0 200 OK", 400)]
    [InlineData("refer", "message/sipfrag", "nonsense", 400)]
    public void Notify_OfOurRefer_IsJudged(string package, string type, string body, int status) => Story.RunWithPeer(async (story, peer) =>
    {
        var (call, invite) = await ReferToPeerAsync(story, peer);
        SendNotify(story, peer, invite, package, type, body, "active;expires=60");

        Assert.Equal("NOTIFY", (await peer.ReceiveResponseAsync(status)).CSeq.Method);
        Assert.Equal(status == 200, call.Events.TryPeek(out var next) && next is ReferProgress { IsFinal: true });
        await EndAsync(story, peer, call);
    });

    [Fact]
    public void Notify_EndsWithoutAStatus_IsTheLastWord() => Story.RunWithPeer(async (story, peer) =>
    {
        var (call, invite) = await ReferToPeerAsync(story, peer);
        SendNotify(story, peer, invite, "refer", "text/plain", "", "terminated;reason=giveup");

        Assert.Equal(new ReferProgress(0, "", true), await Story.NextAsync<ReferProgress>(call));
        await EndAsync(story, peer, call);
    });

    [Fact]
    public void IncomingRefer_WithoutTarget_Gets400() => Story.Run(async story =>
    {
        var (caller, _) = await story.ConnectAsync();
        Assert.Equal(400, (await caller.SendAsync("REFER", default, cancellationToken: Story.Token)).Status);
        Assert.Equal(400, (await caller.SendAsync("REFER", default, null, [new("Refer-To", "<sip:a@h>"), new("Refer-To", "<sip:b@h>")], Story.Token)).Status);
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    [Fact]
    public void Replaces_OfAnAnsweredCall_NamesTheCallItReplaces() => Story.Run(async story =>
    {
        var (caller, callee) = await story.ConnectAsync();
        var address = await caller.GetTakeoverAddressAsync(Story.Token);

        var taking = story.Alice.Invite(new()
        {
            Uri = address.ToRequestUri(),
            From = NameAddress.Parse("<sip:carol@192.0.2.1>"),
            Destination = story.Bob.LocalEndPoint,
            Body = Story.Offer,
            Headers = [.. SipUri.Parse(address.ToString()).Headers],
        });
        var incoming = await story.Bob.IncomingCalls.ReadAsync(Story.Token);

        Assert.Same(callee, incoming.Replaced);
        await incoming.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        await incoming.Replaced!.HangUpAsync(cancellationToken: Story.Token);
        await Story.NextAsync<CallAnswered>(taking);
        Assert.True((await Story.NextAsync<CallEnded>(caller)).ByRemote);
        await taking.HangUpAsync(cancellationToken: Story.Token);
    });

    [Theory]
    [InlineData("nothing;to-tag=1;from-tag=2", 481)]
    [InlineData("{0};to-tag={1};from-tag=wrong", 481)]
    [InlineData("{0};to-tag={1};from-tag={2};early-only", 486)]
    [InlineData("{0};to-tag={1}", 400)]
    [InlineData("no parameters", 400)]
    public void Replaces_OfNoSuchCall_IsRefused(string replaces, int status) => Story.RunWithPeer(async (story, peer) =>
    {
        var (caller, _) = await story.ConnectAsync();
        var ack = story.Network.Log.Last(packet => packet.Request?.Method == "ACK").Request!;
        var value = string.Format(System.Globalization.CultureInfo.InvariantCulture, replaces, ack.CallId, ack.To.Tag, ack.From.Tag);

        peer.Invite(story.Bob.LocalEndPoint, "taking", "v=0", $"Replaces: {value}");

        Assert.Equal("taking", (await peer.ReceiveResponseAsync(status)).CallId);
        await caller.HangUpAsync(cancellationToken: Story.Token);
    });

    private static async Task<(OutgoingCall Call, SipRequest Invite)> ReferToPeerAsync(Story story, ScriptedPeer peer)
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 200);
        await Story.NextAsync<CallAnswered>(call);
        var refer = call.ReferAsync(Target, cancellationToken: Story.Token);
        peer.Respond(await peer.ReceiveRequestAsync("REFER"), story.Alice.LocalEndPoint, 202);
        Assert.Equal(202, (await refer).Status);
        return (call, invite);
    }

    private static void SendNotify(Story story, ScriptedPeer peer, SipRequest invite, string package, string type, string body, string state) =>
        peer.Send(story.Alice.LocalEndPoint, $"""
            NOTIFY {invite.Contact!.Uri} SIP/2.0
            Via: SIP/2.0/UDP {peer.EndPoint};branch=z9hG4bKnotify;rport
            From: {invite.Headers["To"]};tag=peer
            To: {invite.Headers["From"]}
            Call-ID: {invite.CallId}
            CSeq: 9 NOTIFY
            Event: {package}
            Subscription-State: {state}
            Content-Type: {type}

            {body}
            """);

    private static async Task EndAsync(Story story, ScriptedPeer peer, SipCall call)
    {
        var end = call.HangUpAsync(cancellationToken: Story.Token);
        peer.Respond(await peer.ReceiveRequestAsync("BYE"), story.Alice.LocalEndPoint, 200);
        await end;
    }
}
