using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.Calls;

/// <summary>What an endpoint says to requests that are no call for anybody.</summary>
public class ServerRulesTests
{
    [Theory]
    [InlineData("OPTIONS", "sip:bob@h", "", 200, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY")]
    [InlineData("OPTIONS", "sip:bob@h", "Max-Forwards: 0", 200, null)]
    [InlineData("REGISTER", "sip:bob@h", "", 405, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY")]
    [InlineData("MESSAGE", "sip:bob@h", "", 405, null)]
    [InlineData("DANCE", "sip:bob@h", "", 501, null)]
    [InlineData("RE%47IST%45R", "sip:bob@h", "", 501, null)]
    [InlineData("BYE", "sip:bob@h", "", 481, null)]
    [InlineData("CANCEL", "sip:bob@h", "", 481, null)]
    [InlineData("INVITE", "soap.beep://192.0.2.103:3002", "", 416, null)]
    [InlineData("INVITE", "sip:bob@h", "Require: nothingSupportsThis, nothingSupportsThisEither", 420, "Unsupported: nothingSupportsThis, nothingSupportsThisEither")]
    [InlineData("INVITE", "sip:bob@h", "Content-Type: application/unknown", 415, "Accept: application/sdp, multipart/mixed")]
    [InlineData("INVITE", "sip:bob@h", "Accept: text/nobody-understands", 406, null)]
    [InlineData("INVITE", "sip:bob@h", "Max-Forwards: lots", 400, null)]
    [InlineData("OPTIONS", "sip:bob@h SIP/9.0\nX-Rest: ", "", 505, null)]
    public void Request_OutsideACall_IsAnsweredAsTheRfcSays(string method, string uri, string header, int status, string? expected) =>
        Story.RunWithPeer(async (story, peer) =>
        {
            Send(story, peer, method, uri, header);
            var response = await peer.ReceiveResponseAsync(status);
            Assert.NotNull(response.To.Tag);
            if (expected is not null)
            {
                Assert.Contains(expected, response.Headers.Select(h => h.ToString()));
            }

            if (method == "INVITE" && status != 400)
            {
                Send(story, peer, "ACK", uri, "");
            }
        });

    [Theory]
    [InlineData("BYE")]
    [InlineData("INVITE")]
    [InlineData("INFO")]
    [InlineData("OPTIONS")]
    public void Request_InAnUnknownDialog_Gets481(string method) => Story.RunWithPeer(async (story, peer) =>
    {
        Send(story, peer, method, "sip:bob@h", "", toTag: ";tag=gone");
        await peer.ReceiveResponseAsync(481);
        if (method == "INVITE")
        {
            Send(story, peer, "ACK", "sip:bob@h", "", toTag: ";tag=gone");
        }
    });

    [Fact]
    public void Invite_ArrivesByTwoWays_SecondIsMerged() => Story.RunWithPeer(async (story, peer) =>
    {
        Send(story, peer, "INVITE", "sip:bob@h", "", branch: "z9hG4bKone");
        Send(story, peer, "INVITE", "sip:bob@h", "", branch: "z9hG4bKtwo");
        Assert.Equal("z9hG4bKtwo", (await peer.ReceiveResponseAsync(482)).TopVia.Branch);
        Send(story, peer, "ACK", "sip:bob@h", "", branch: "z9hG4bKtwo");
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.RejectAsync(486, cancellationToken: Story.Token);
        await peer.ReceiveResponseAsync(486);
        Send(story, peer, "ACK", "sip:bob@h", "", branch: "z9hG4bKone");
        Assert.False(story.Bob.IncomingCalls.TryRead(out _));
    });

    [Fact]
    public void Invite_Repeated_IsOneCall() => Story.RunWithPeer(async (story, peer) =>
    {
        for (var i = 0; i < 3; i++)
        {
            Send(story, peer, "INVITE", "sip:bob@h", "");
        }

        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await story.World.Wait(TimeSpan.FromMilliseconds(50));
        Assert.False(story.Bob.IncomingCalls.TryRead(out _));
        Assert.Equal(3, story.Network.Lines.Count(l => l == "5070 100 INVITE"));
        await call.RejectAsync(486, cancellationToken: Story.Token);
        await peer.ReceiveResponseAsync(486);
        Send(story, peer, "ACK", "sip:bob@h", "");
    });

    [Fact]
    public void Response_WithoutRport_GoesToThePortOfSentBy() => Story.RunWithPeer(async (story, peer) =>
    {
        var elsewhere = new ScriptedPeer(story.Network, "192.0.2.9:6000");
        peer.Send(story.Bob.LocalEndPoint, """
            OPTIONS sip:bob@h SIP/2.0
            Via: SIP/2.0/UDP client.example:6000;branch=z9hG4bKq, SIP/2.0/UDP other.example
            From: <sip:peer@h>;tag=p
            To: <sip:bob@h>
            Call-ID: c
            CSeq: 1 OPTIONS
            Content-Length: 0


            """);
        var response = await elsewhere.ReceiveResponseAsync(200);
        Assert.Equal("192.0.2.9", response.TopVia.Parameters["received"]);
        Assert.Equal("SIP/2.0/UDP other.example", response.Headers.GetValues("Via").Last());
    });

    [Fact]
    public void Response_WithRport_GoesBackToTheSource() => Story.RunWithPeer(async (story, peer) =>
    {
        Send(story, peer, "OPTIONS", "sip:bob@h", "");
        var response = await peer.ReceiveResponseAsync(200);
        Assert.Equal(("192.0.2.9", "5090"), (response.TopVia.Parameters["received"], response.TopVia.Parameters["rport"]));
    });

    [Fact]
    public void Invite_FromAnOldPeer_IsACall() => Story.RunWithPeer(async (story, peer) =>
    {
        peer.Send(story.Bob.LocalEndPoint, """
            INVITE sip:bob@h SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090
            From: <sip:peer@h>
            To: <sip:bob@h>
            Call-ID: old
            CSeq: 1 INVITE
            Contact: <sip:peer@192.0.2.9:5090>

            v=0
            """);
        var call = await story.Bob.IncomingCalls.ReadAsync(Story.Token);
        await call.AnswerAsync(Story.Reply, cancellationToken: Story.Token);
        var answer = await peer.ReceiveResponseAsync(200);
        peer.Send(story.Bob.LocalEndPoint, $"""
            ACK sip:bob@h SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090
            From: <sip:peer@h>
            To: {answer.Headers["To"]}
            Call-ID: old
            CSeq: 1 ACK


            """);
        await Story.NextAsync<CallConfirmed>(call);
        var hangUp = call.HangUpAsync(cancellationToken: Story.Token);
        peer.Respond(await peer.ReceiveRequestAsync("BYE"), story.Bob.LocalEndPoint, 200);
        await hangUp;
    });

    [Fact]
    public void Send_OptionsOutsideACall_ReturnsTheAnswer() => Story.Run(async story =>
    {
        var response = await story.Alice.SendAsync(Options("sip:192.0.2.2:5070"), story.Bob.LocalEndPoint, cancellationToken: Story.Token);
        Assert.Equal(200, response.Status);
        var silence = await story.Alice.SendAsync(Options("sip:192.0.2.77"), System.Net.IPEndPoint.Parse("192.0.2.77:5060"), cancellationToken: Story.Token);
        Assert.Equal(408, silence.Status);
    });

    [Fact]
    public void Send_Challenged_IsSentAgainWithCredentials() => Story.RunWithPeer(async (story, peer) =>
    {
        var sent = story.Alice.SendAsync(Options("sip:192.0.2.9"), peer.EndPoint, new("u", "p"), Story.Token);
        var first = await peer.ReceiveRequestAsync("OPTIONS");
        peer.Respond(first, story.Alice.LocalEndPoint, 401, headers: "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\"");
        var second = await peer.ReceiveRequestAsync("OPTIONS");
        Assert.Equal((first.CallId, 2u), (second.CallId, second.CSeq.Number));
        Assert.Contains("algorithm=SHA-256", second.Headers["Authorization"], StringComparison.Ordinal);
        peer.Respond(second, story.Alice.LocalEndPoint, 200);
        Assert.Equal(200, (await sent).Status);
    });

    private static SipRequest Options(string uri)
    {
        var request = new SipRequest("OPTIONS", SipUri.Parse(uri));
        request.Headers.Add("From", "<sip:alice@192.0.2.1>");
        request.Headers.Add("To", $"<{uri}>");
        return request;
    }

    private static void Send(Story story, ScriptedPeer peer, string method, string uri, string header, string toTag = "", string branch = "z9hG4bKq") =>
        peer.Send(story.Bob.LocalEndPoint, $"""
            {method} {uri} SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090;branch={branch};rport
            From: <sip:peer@h>;tag=p
            To: <sip:bob@h>{toTag}
            Call-ID: c
            CSeq: 1 {method}
            Contact: <sip:peer@192.0.2.9:5090>
            {(header.Length > 0 ? header : "X-Empty: ")}

            {(header.StartsWith("Content-Type", StringComparison.Ordinal) ? "body" : "")}
            """);
}
