using System.Net;
using System.Text;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transport;

namespace Parley.Telephony.Tests.Calls;

/// <summary>What is agreed on before the answer: in 18x, PRACK and UPDATE, by one callee or several.</summary>
public sealed class EarlyMediaTests : CallFixture
{
    /// <summary>Some of the callers are no trunk of ours.</summary>
    private protected override TelephonyOptions ConfigureOptions(TelephonyOptions options) => options with { AllowFrom = [IPNetwork.Parse("10.0.0.0/24")] };

    private int _sent;

    private const string OurNumber = "sip:+15550000001@10.0.0.1";

    [Theory]
    [InlineData("one", 20010)]
    [InlineData("two", 20020)]
    public void Answer_BareAfterTwoForksWithMedia_TakesTheMediaOfTheOneThatAnswered(string winner, int port) => InVirtualTime(async () =>
    {
        await using var forks = SipNetwork.Bind(new(IPAddress.Parse("10.0.0.3"), 5060));
        var leg = await DialAsync(new() { SipUri = "sip:bob@10.0.0.3" });
        var invite = await ReceiveAsync(forks);
        await RespondAsync(forks, invite, 183, "one", Sdp(20010));
        await RespondAsync(forks, invite, 183, "two", Sdp(20020));

        await RespondAsync(forks, invite, 200, winner);
        await NextAsync<LegAnswered>(leg);

        Assert.Equal(port, leg.Media.Session!.Audio.Remote.Port);
        Assert.Equal(winner, (await ReceiveAsync(forks)).To.Tag);
        var end = leg.HangUpAsync(cancellationToken: Patience);
        await RespondAsync(forks, await ReceiveAsync(forks), 200);
        await end;
    });

    [Fact]
    public void Progress_BySecondFork_IsListenedToInPlaceOfTheFirst() => InVirtualTime(async () =>
    {
        await using var forks = SipNetwork.Bind(new(IPAddress.Parse("10.0.0.3"), 5060));
        using var one = Datagrams.Bind(new(IPAddress.Parse("10.0.0.3"), 20010));
        using var two = Datagrams.Bind(new(IPAddress.Parse("10.0.0.3"), 20020));
        var leg = await DialAsync(new() { SipUri = "sip:bob@10.0.0.3" });
        var invite = await ReceiveAsync(forks);
        await RespondAsync(forks, invite, 183, "one", Sdp(20010));
        await NextAsync<LegProgress>(leg);
        Assert.True(Hears(leg, one, 1));

        await RespondAsync(forks, invite, 183, "two", Sdp(20020));
        await NextAsync<LegProgress>(leg);
        Assert.True(Hears(leg, two, 2));
        Assert.False(Hears(leg, one, 1));

        await RespondAsync(forks, invite, 183, "one", Sdp(20010));   // Repeated, as it may be each minute: nothing new.
        await NextAsync<LegProgress>(leg);
        Assert.False(Hears(leg, one, 1));
        Assert.True(Hears(leg, two, 2));
        var end = leg.HangUpAsync(cancellationToken: Patience);
        var cancel = await ReceiveAsync(forks);
        await RespondAsync(forks, cancel, 200);
        await RespondAsync(forks, invite, 487, "two");
        await end;
    });

    [Fact]
    public void Progress_AfterARedirection_IsListenedToInPlaceOfTheFirst() => InVirtualTime(async () =>
    {
        Carrier.FollowRedirects = 1;
        await using var bob = SipNetwork.Bind(new(IPAddress.Parse("10.0.0.3"), 5070));
        using var one = Datagrams.Bind(new(IPAddress.Parse("10.0.0.3"), 20010));
        using var two = Datagrams.Bind(new(IPAddress.Parse("10.0.0.3"), 20020));
        var leg = await DialAsync();
        var first = await Them.RingsAsync(Patience);
        await first.ProgressAsync(183, Sdp(20010), cancellationToken: Patience);
        await NextAsync<LegProgress>(leg);
        Assert.True(Hears(leg, one, 1));

        await first.RejectAsync(302, headers: [new(SipHeaderNames.Contact, "<sip:bob@10.0.0.3:5070>")], cancellationToken: Patience);
        var invite = await ReceiveAsync(bob);
        await RespondAsync(bob, invite, 183, "bob", Sdp(20020));
        await NextAsync<LegProgress>(leg);

        Assert.True(Hears(leg, two, 2));
        Assert.False(Hears(leg, one, 1));
        var end = leg.HangUpAsync(cancellationToken: Patience);
        await RespondAsync(bob, await ReceiveAsync(bob), 200);
        await RespondAsync(bob, invite, 487, "bob");
        await end;
    });

    [Fact]
    public void Answer_BySecondForkToo_OnlyTheFirstTalksAndTheOtherIsHungUpOn() => InVirtualTime(async () =>
    {
        await using var forks = SipNetwork.Bind(new(IPAddress.Parse("10.0.0.3"), 5060));
        var leg = await DialAsync(new() { SipUri = "sip:bob@10.0.0.3" });
        var invite = await ReceiveAsync(forks);
        await RespondAsync(forks, invite, 200, "one", Sdp(20010));
        await RespondAsync(forks, invite, 200, "two", Sdp(20020));
        await NextAsync<LegAnswered>(leg);

        var requests = new List<SipRequest>();
        while (requests.LastOrDefault()?.Method != SipMethods.Bye)
        {
            requests.Add(await ReceiveAsync(forks));
        }

        Assert.Equal("two", requests[^1].To.Tag);
        await RespondAsync(forks, requests[^1], 200);
        Assert.Equal(20010, leg.Media.Session!.Audio.Remote.Port);
        Assert.False(leg.Completion.IsCompleted);
        var end = leg.HangUpAsync(cancellationToken: Patience);
        await RespondAsync(forks, await ReceiveAsync(forks), 200);
        await end;
    });

    [Fact]
    public void Update_BeforeTheAnswer_ChangesTheMediaOfTheCall() => InVirtualTime(async () =>
    {
        await using var network = SipNetwork.Bind(new(IPAddress.Parse("10.0.0.3"), 5060));
        var leg = await DialAsync(new() { SipUri = "sip:bob@10.0.0.3" });
        var invite = await ReceiveAsync(network);
        await RespondAsync(network, invite, 183, "one", Sdp(20010), "Require: 100rel", "RSeq: 1");
        await RespondAsync(network, await ReceiveAsync(network), 200);
        await NextAsync<LegProgress>(leg);

        await SendAsync(network, $"""
            UPDATE {invite.Contact!.Uri} SIP/2.0
            Via: SIP/2.0/UDP 10.0.0.3;branch=z9hG4bKupdate
            From: {invite.Headers["To"]};tag=one
            To: {invite.Headers["From"]}
            Call-ID: {invite.CallId}
            CSeq: 1 UPDATE
            Contact: <sip:bob@10.0.0.3>
            Content-Type: application/sdp
            Content-Length: {Sdp(20030).Length}

            {Encoding.ASCII.GetString(Sdp(20030))}
            """);
        Assert.Equal(200, Assert.IsType<SipResponse>(await ReceiveAnyAsync(network)).Status);
        Assert.Null(leg.Media.Session);
        await RespondAsync(network, invite, 200, "one");
        await NextAsync<LegAnswered>(leg);

        Assert.Equal(20030, leg.Media.Session!.Audio.Remote.Port);
        await ReceiveAsync(network);
        var end = leg.HangUpAsync(cancellationToken: Patience);
        await RespondAsync(network, await ReceiveAsync(network), 200);
        await end;
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Incoming_WithoutOfferButReliable_OffersIn180AndTakesTheAnswerFromPrack(bool answersAtOnce) => InVirtualTime(async () =>
    {
        await using var caller = SipNetwork.Bind(new(IPAddress.Parse("10.0.0.3"), 5060));
        await SendAsync(caller, Request("INVITE", 1, "", "Require: 100rel"));
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);
        incoming.Ring();
        var ringing = await ReceiveStatusAsync(caller, 180);
        Assert.Contains("m=audio", Encoding.ASCII.GetString(ringing.Body.Span), StringComparison.Ordinal);
        var answering = answersAtOnce ? incoming.AnswerAsync(Patience) : null;

        await SendAsync(caller, Request("PRACK", 2, Encoding.ASCII.GetString(Sdp(20040)), $"RAck: {ringing.Headers["RSeq"]} 1 INVITE", ringing.To.Tag));
        await ReceiveStatusAsync(caller, 200);
        answering ??= incoming.AnswerAsync(Patience);
        var ok = await ReceiveStatusAsync(caller, 200);
        await SendAsync(caller, Request("ACK", 1, "", "X-Test: 1", ringing.To.Tag));

        Assert.True(await answering);
        Assert.Equal(("INVITE", 0), (ok.CSeq.Method, ok.Body.Length));
        Assert.Equal(20040, incoming.Leg.Media.Session!.Audio.Remote.Port);
        await SendAsync(caller, Request("BYE", 3, "", "X-Test: 1", ringing.To.Tag));
        await EndAsync(incoming.Leg);
    });

    /// <summary>Sends sound of a source, and says whether any of it is heard before the answer.</summary>
    private bool Hears(CallLeg leg, Rtp.Transport.IDatagramSocket from, byte source)
    {
        var (heard, samples, packet) = (false, new short[Tick], new byte[172]);
        (packet[0], packet[11]) = (0x80, source);
        while (leg.ReadEarly(samples))
        {
            // What another one said is played to its end.
        }

        for (var i = 0; i < 20; i++)
        {
            (packet[3], packet[6], packet[7]) = ((byte)_sent, (byte)(_sent * Tick >> 8), (byte)(_sent * Tick));
            _sent++;
            from.TrySend(packet, Rtp.Transport.SocketEndPoint.From(leg.Media.Ports.LocalEndPoint));
            heard |= leg.ReadEarly(samples) && samples.Any(sample => sample != 0);
        }

        return heard;
    }

    private static byte[] Sdp(int port) => FarEnd.Sdp("10.0.0.3", port, "0");

    private static string Request(string method, int cseq, string body, string header, string? tag = null) => $"""
        {method} {OurNumber} SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.3;branch=z9hG4bK{method}{cseq}
        From: <sip:bob@10.0.0.3>;tag=bob
        To: <{OurNumber}>{(tag is null ? "" : ";tag=" + tag)}
        Call-ID: early
        CSeq: {cseq} {method}
        Contact: <sip:bob@10.0.0.3>
        {header}
        {(body.Length > 0 ? "Content-Type: application/sdp" : "X-None: 1")}
        Content-Length: {body.Length}

        {body}
        """;

    private static async Task<SipMessage> ReceiveAnyAsync(ISipTransport transport) => SipParser.Parse((await transport.Received.ReadAsync(Patience)).Bytes).Message!;

    private static async Task<SipRequest> ReceiveAsync(ISipTransport transport)
    {
        while (true)
        {
            if (await ReceiveAnyAsync(transport) is SipRequest request)
            {
                return request;
            }
        }
    }

    private static async Task<SipResponse> ReceiveStatusAsync(ISipTransport transport, int status)
    {
        while (true)
        {
            if (await ReceiveAnyAsync(transport) is SipResponse response && response.Status == status)
            {
                return response;
            }
        }
    }

    private async Task RespondAsync(ISipTransport transport, SipRequest request, int status, string? tag = null, byte[]? body = null, params string[] headers)
    {
        var response = SipResponse.Create(request, status, toTag: tag, body: body ?? [], contentType: "application/sdp");
        response.Headers.Add(SipHeaderNames.Contact, "<sip:bob@10.0.0.3>");
        foreach (var parts in headers.Select(header => header.Split(": ", 2)))
        {
            response.Headers.Add(parts[0], parts[1]);
        }

        await transport.SendAsync(SipWriter.ToArray(response), OurAddress, Patience);
    }

    private async Task SendAsync(ISipTransport transport, string text)
    {
        var parts = text.ReplaceLineEndings("\r\n");
        await transport.SendAsync(Encoding.ASCII.GetBytes(parts), OurAddress, Patience);
    }
}
