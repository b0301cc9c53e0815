using System.Net;
using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;
using Parley.Rtp.Transport;
using Parley.Telephony;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Transfers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Transfers and hold with a SIP program that we did not write.</summary>
public sealed class TransferTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refer_TakenOnByThePeer_EndsTheLegAsTransferred()
    {
        await using var callee = Sipp.Callee("uas_refer.xml", "-rtp_echo");
        await using var us = await StartAsync();
        var leg = await TalkAsync(us, callee.Port);

        var result = await leg.TransferAsync(new() { SipUri = "sip:desk@127.0.0.1:5999" }, Cancellation);

        Assert.Equal((TransferKind.Blind, TransferEnding.Completed, 200), (result.Kind, result.Ending, result.SipStatus));
        Assert.Equal(result, (await leg.Completion).Transfer);
        await callee.PassedAsync(Cancellation);
        Assert.Contains("Refer-To: <sip:desk@127.0.0.1:5999>", callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hold_AndResume_ByUs_ArePartOfTheSameCall()
    {
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var us = await StartAsync();
        var leg = await TalkAsync(us, callee.Port);

        Assert.True(await leg.HoldAsync(cancellationToken: Cancellation));
        Assert.True(await leg.HoldAsync(hold: false, Cancellation));
        var outcome = await leg.HangUpAsync(cancellationToken: Cancellation);

        Assert.Equal(CallEnding.Completed, outcome.Ending);
        await callee.PassedAsync(Cancellation);
        Assert.Contains("a=sendonly", callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refer_ByTheCallee_WhereFollowed_DialsTheOtherIntoTheRoom()
    {
        await using var other = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var callee = Sipp.Callee("uas_refer_send.xml", "-rtp_echo", "-max_recv_loops", "1", "-key", "target", $"127.0.0.1:{other.Port}");
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), new Dictionary<string, string> { ["Parley__Sip__IncomingRefer"] = "follow" });

        await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:peer@127.0.0.1:{callee.Port}" });

        await callee.PassedAsync(Cancellation);
        await other.PassedAsync(Cancellation);
    }

    private static async Task<CallLeg> TalkAsync(Switchboard us, int port)
    {
        while (true)
        {
            var leg = Assert.IsType<DialAccepted>(await us.Dialer.DialAsync(new() { SipUri = $"sip:peer@127.0.0.1:{port}" }, Cancellation)).Leg;
            await foreach (var happened in leg.Events.ReadAllAsync(Cancellation))
            {
                if (happened is LegAnswered)
                {
                    return leg;
                }
            }

            // The peer may not listen yet.
            Assert.Equal(CallEnding.Unreachable, (await leg.Completion).Ending);
        }
    }

    private static Task<Switchboard> StartAsync()
    {
        var ports = (ushort)FreePorts.TakeBlock(8);
        return Switchboard.StartAsync(
            new()
            {
                SipListen = new(IPAddress.Loopback, FreePorts.Take()),
                MediaBindAddress = IPAddress.Loopback,
                MediaPorts = new PortRange(ports, (ushort)(ports + 7)),
            },
            new() { Numbers = new OwnedNumberList([]), Attempts = new NoAttempts() },
            Cancellation);
    }

    private sealed class NoAttempts : IAttemptLog
    {
        public ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken) => default;
    }
}
