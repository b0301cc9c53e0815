using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

/// <summary>A far end that does what real ones do on a bad day.</summary>
public class PeerTests
{
    private const string Challenge = """Proxy-Authenticate: Digest realm="r", nonce="n1", qop="auth", opaque="o" """;

    [Fact]
    public void Cancel_AnsweredAllTheSame_IsAcknowledgedAndEnded() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 180);
        await Story.NextAsync<CallProgress>(call);
        var hangUp = call.HangUpAsync(cancellationToken: Story.Token);
        var cancel = await peer.ReceiveRequestAsync("CANCEL");
        Assert.Equal(invite.TopVia.Branch, cancel.TopVia.Branch);
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, body: "v=0");
        await peer.ReceiveRequestAsync("ACK");
        var bye = await peer.ReceiveRequestAsync("BYE");
        peer.Respond(bye, story.Alice.LocalEndPoint, 200);
        await hangUp;
        Assert.Equal(SipFailureKind.Cancelled, Assert.IsType<CallFailed>(Assert.Single(await Story.RestAsync(call))).Failure.Kind);
    });

    [Fact]
    public void HangUp_BeforeAnyProvisional_CancelWaitsForOne() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        var hangUp = call.HangUpAsync(cancellationToken: Story.Token);
        Assert.Equal(SipFailureKind.Cancelled, (await Story.NextAsync<CallFailed>(call)).Failure.Kind);
        await story.World.Wait(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(story.Network.Lines, l => l.EndsWith("CANCEL", StringComparison.Ordinal));
        Assert.False(hangUp.IsCompleted);
        peer.Respond(invite, story.Alice.LocalEndPoint, 100, tag: null);
        var cancel = await peer.ReceiveRequestAsync("CANCEL");
        peer.Respond(cancel, story.Alice.LocalEndPoint, 200);
        peer.Respond(invite, story.Alice.LocalEndPoint, 487);
        await peer.ReceiveRequestAsync("ACK");
        await hangUp;
    });

    [Fact]
    public void Cancel_NeverAnswered_GivesUpAfter64T1() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint, TimeSpan.FromSeconds(10));
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 180);
        var failed = await Story.NextAsync<CallFailed>(call);
        Assert.Equal((SipFailureKind.RingTimeout, 0), (failed.Failure.Kind, failed.Failure.Status));
        Assert.InRange(story.World.Elapsed.TotalSeconds, 42, 42.1);
    });

    [Fact]
    public void Fork_SecondAnswer_IsAcknowledgedAndEnded() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 180, "one");
        peer.Respond(invite, story.Alice.LocalEndPoint, 183, "two", "v=0");
        await story.World.Wait(TimeSpan.FromMilliseconds(20));
        Assert.Equal(2, story.Alice.ActiveDialogs);
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, "one", "v=0");
        Assert.Equal("one", (await peer.ReceiveRequestAsync("ACK")).To.Tag);
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, "two", "v=0");
        Assert.Equal("two", (await peer.ReceiveRequestAsync("ACK")).To.Tag);
        var bye = await peer.ReceiveRequestAsync("BYE");
        Assert.Equal("two", bye.To.Tag);
        peer.Respond(bye, story.Alice.LocalEndPoint, 200);

        await story.World.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 1), (story.Alice.ActiveDialogs, story.Alice.ActiveCalls));
        peer.SendInDialog(invite, story.Alice.LocalEndPoint, "BYE", 2, "one");
        var events = await Story.RestAsync(call);
        Assert.Single(events, e => e is CallAnswered);
        Assert.Equal(new CallEnded(true, null), events[^1]);
    });

    [Fact]
    public void Success_Repeated_IsAcknowledgedEachTimeWithoutANewEvent() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        for (var i = 0; i < 3; i++)
        {
            peer.Respond(invite, story.Alice.LocalEndPoint, 200, body: "v=0");
            Assert.Equal(invite.CSeq.Number, (await peer.ReceiveRequestAsync("ACK")).CSeq.Number);
        }

        peer.SendInDialog(invite, story.Alice.LocalEndPoint, "BYE", 2);
        await peer.ReceiveResponseAsync(200);
        Assert.Single(await Story.RestAsync(call), e => e is CallAnswered);
    });

    [Fact]
    public void Bye_OvertakesThe200_IsAnsweredAndTheCallEndsOnceAnswered() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.SendInDialog(invite, story.Alice.LocalEndPoint, "BYE", 2);
        await peer.ReceiveResponseAsync(200);
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, body: "v=0");
        await peer.ReceiveRequestAsync("ACK");
        Assert.Equal([typeof(CallAnswered), typeof(CallEnded)], (await Story.RestAsync(call)).Select(e => e.GetType()));
    });

    [Fact]
    public void Challenge_407_IsAnsweredInTheSameCall() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint, credentials: new("u", "p"));
        var first = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(first, story.Alice.LocalEndPoint, 407, headers: Challenge);
        await peer.ReceiveRequestAsync("ACK");
        var second = await peer.ReceiveRequestAsync("INVITE");
        Assert.Equal((first.CallId, first.From.Tag, first.CSeq.Number + 1), (second.CallId, second.From.Tag, second.CSeq.Number));
        Assert.Null(second.To.Tag);
        Assert.NotEqual(first.TopVia.Branch, second.TopVia.Branch);
        Assert.Contains("nc=00000001", second.Headers["Proxy-Authorization"], StringComparison.Ordinal);
        peer.Respond(second, story.Alice.LocalEndPoint, 200, body: "v=0");
        Assert.NotNull((await peer.ReceiveRequestAsync("ACK")).Headers["Proxy-Authorization"]);

        var hangUp = call.HangUpAsync(cancellationToken: Story.Token);
        var bye = await peer.ReceiveRequestAsync("BYE");
        Assert.Contains("nc=00000002", bye.Headers["Proxy-Authorization"], StringComparison.Ordinal);
        peer.Respond(bye, story.Alice.LocalEndPoint, 407, headers: Challenge.Replace("n1", "n2", StringComparison.Ordinal) + ", stale=true");
        var again = await peer.ReceiveRequestAsync("BYE");
        Assert.Contains("nonce=\"n2\"", again.Headers["Proxy-Authorization"], StringComparison.Ordinal);
        Assert.Equal(bye.CSeq.Number + 1, again.CSeq.Number);
        peer.Respond(again, story.Alice.LocalEndPoint, 200);
        await hangUp;
        Assert.DoesNotContain(await Story.RestAsync(call), e => e is CallFailed);
    });

    [Fact]
    public void Challenge_AlwaysStale_EndsAfterAFewTries() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint, credentials: new("u", "wrong"));
        var answering = ChallengeForEverAsync(story, peer);
        var failed = await Story.NextAsync<CallFailed>(call);
        Assert.Equal((SipFailureKind.Rejected, 407), (failed.Failure.Kind, failed.Failure.Status));
        Assert.Equal(4, story.Network.Log.Where(p => p.Request?.Method == "INVITE").Select(p => p.Request!.CSeq).Distinct().Count());
        _ = answering;
    });

    [Fact]
    public void Challenge_WithoutCredentials_IsReported() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        peer.Respond(await peer.ReceiveRequestAsync("INVITE"), story.Alice.LocalEndPoint, 407, headers: Challenge);
        Assert.Equal(407, (await Story.NextAsync<CallFailed>(call)).Failure.Status);
    });

    [Fact]
    public void RecordRoute_InThe200_IsUsedByAckAndBye() => Story.RunWithPeer(async (story, peer) =>
    {
        var proxy = new ScriptedPeer(story.Network, "192.0.2.8:5080");
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, body: "v=0", headers: "Record-Route: <sip:192.0.2.8:5080;lr;ftag=x>");
        var ack = await proxy.ReceiveRequestAsync("ACK");
        Assert.Equal("<sip:192.0.2.8:5080;lr;ftag=x>", ack.Headers["Route"]);
        Assert.Equal("sip:peer@192.0.2.9:5090", ack.Uri.ToString());
        var hangUp = call.HangUpAsync(cancellationToken: Story.Token);
        proxy.Respond(await proxy.ReceiveRequestAsync("BYE"), story.Alice.LocalEndPoint, 200);
        await hangUp;
    });

    [Fact]
    public void Silence_TimerB_IsATimeoutAfter32Seconds() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var failure = (await Story.NextAsync<CallFailed>(call)).Failure;
        Assert.Equal((SipFailureKind.Timeout, 408), (failure.Kind, failure.Status));
        Assert.InRange(story.World.Elapsed.TotalSeconds, 32, 32.1);
        Assert.Equal(7, story.Network.Lines.Count(l => l == "5060 INVITE"));
    });

    [Fact]
    public void SendFails_IsATransportErrorAtOnce() => Story.RunWithPeer(async (story, peer) =>
    {
        story.AliceTransport.Broken = new SipException("no route");
        var call = story.DialTo(peer.EndPoint);
        Assert.Equal(SipFailureKind.TransportError, (await Story.NextAsync<CallFailed>(call)).Failure.Kind);
        Assert.Equal(TimeSpan.Zero, story.World.Elapsed);
    });

    [Fact]
    public void Unreachable_ToldByTheNetwork_IsATransportErrorAtOnce() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        await peer.ReceiveRequestAsync("INVITE");
        story.AliceTransport.Writer.TryWrite(new(default, peer.EndPoint) { IsUnreachable = true });
        Assert.Equal(SipFailureKind.TransportError, (await Story.NextAsync<CallFailed>(call)).Failure.Kind);
        Assert.InRange(story.World.Elapsed.TotalSeconds, 0, 1);
    });

    [Fact]
    public void Garbage_InsteadOfAnAnswer_IsDroppedAndTimesOut() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        await peer.ReceiveRequestAsync("INVITE");
        peer.Send(story.Alice.LocalEndPoint, "SIP/2.0 OK what\nVia: nothing\n\n");
        peer.Send(story.Alice.LocalEndPoint, "HTTP/1.1 200 OK\n\n<html>");
        peer.Send(story.Alice.LocalEndPoint, "\0\u0001\u0002");
        Assert.Equal(SipFailureKind.Timeout, (await Story.NextAsync<CallFailed>(call)).Failure.Kind);
        Assert.True(story.Alice.DroppedMessages >= 2);
    });

    [Fact]
    public void InDialog481_EndsTheCall() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        peer.Respond(invite, story.Alice.LocalEndPoint, 200, body: "v=0");
        await Story.NextAsync<CallAnswered>(call);
        var sent = call.SendAsync("INFO", default, cancellationToken: Story.Token);
        peer.Respond(await peer.ReceiveRequestAsync("INFO"), story.Alice.LocalEndPoint, 481);
        Assert.Equal(481, (await sent).Status);
        Assert.Equal(481, (await Story.NextAsync<CallEnded>(call)).Reason?.Cause);
        peer.Respond(await peer.ReceiveRequestAsync("BYE"), story.Alice.LocalEndPoint, 481);
    });

    [Fact]
    public void Invite_HeadersOfTheOwner_AreSentAsTheyAre() => Story.RunWithPeer(async (story, peer) =>
    {
        var call = story.Alice.Invite(new()
        {
            Uri = SipUri.Parse("sip:+15551230002@192.0.2.9:5090?X-Dropped=1"),
            From = NameAddress.Parse("<sip:+15551230009@trunk.example>"),
            To = NameAddress.Parse("<sip:+15551230002@trunk.example>"),
            Destination = peer.EndPoint,
            Route = [SipUri.Parse("sip:192.0.2.9:5090;lr")],
            Headers = [new("P-Asserted-Identity", "<sip:+15551230009@trunk.example>"), new("X-Campaign", "a\r\nb")],
        });
        var invite = await peer.ReceiveRequestAsync("INVITE");
        Assert.Equal("sip:+15551230002@192.0.2.9:5090", invite.Uri.ToString());
        Assert.Equal("<sip:192.0.2.9:5090;lr>", invite.Headers["Route"]);
        Assert.Equal("<sip:+15551230009@trunk.example>", invite.Headers["P-Asserted-Identity"]);
        Assert.Equal("a  b", invite.Headers["X-Campaign"]);
        Assert.Equal("trunk.example", invite.To.Uri.Host);
        Assert.True(invite.TopVia.Parameters.Contains("rport"));
        Assert.True(invite.Body.IsEmpty);
        peer.Respond(invite, story.Alice.LocalEndPoint, 603);
        await Story.NextAsync<CallFailed>(call);
        Assert.Throws<ArgumentException>(() => story.Alice.Invite(call.Request with { Headers = [new("Bad Name", "x")] }));
    });

    [Fact]
    public void PublicAddress_GoesIntoViaAndContact() => VirtualWorld.Run(async world =>
    {
        var story = new Story(world, new() { PublicAddress = IPEndPoint.Parse("203.0.113.5:5999"), ContactUser = "" });
        await story.Alice.StartAsync(Story.Token);
        var peer = new ScriptedPeer(story.Network, "192.0.2.9:5090");
        story.DialTo(peer.EndPoint);
        var invite = await peer.ReceiveRequestAsync("INVITE");
        Assert.Equal(("203.0.113.5", 5999), (invite.TopVia.Host, invite.TopVia.Port));
        Assert.Equal("sip:203.0.113.5:5999", invite.Contact!.Uri.ToString());
        await story.Alice.DisposeAsync();
        await story.Bob.DisposeAsync();
    });

    private static async Task ChallengeForEverAsync(Story story, ScriptedPeer peer)
    {
        for (var i = 0; ; i++)
        {
            var invite = await peer.ReceiveRequestAsync("INVITE");
            peer.Respond(invite, story.Alice.LocalEndPoint, 407, headers: $"Proxy-Authenticate: Digest realm=\"r\", nonce=\"n{i}\", stale=true");
        }
    }
}
