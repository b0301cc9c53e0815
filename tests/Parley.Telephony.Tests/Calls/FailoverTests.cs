using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Resolution;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Tests.Calls;

/// <summary>A trunk with two servers, found by SRV: who is tried when (RFC 3263, section 4.3).</summary>
public sealed class FailoverTests : CallFixture
{
    private readonly IPEndPoint _secondAddress = new(IPAddress.Parse("10.0.0.3"), 5070);

    [Fact]
    public void Dial_FirstServerSays503_SecondOneGetsTheCall() => InVirtualTime(async () =>
    {
        await using var second = await StartSecondAsync();
        var leg = await DialAsync();
        var first = await Them.RingsAsync(Patience);
        await first.RejectAsync(503, cancellationToken: Patience);
        var call = await second.RingsAsync(Patience);
        await second.AnswerAsync(call);
        await NextAsync<LegAnswered>(leg);

        Assert.Equal(first.CallId, call.CallId);
        await leg.HangUpAsync(cancellationToken: Patience);
    });

    [Theory]
    [InlineData(486)]
    [InlineData(603)]
    [InlineData(404)]
    public void Dial_FirstServerRefuses_SecondOneIsLeftAlone(int status) => InVirtualTime(async () =>
    {
        await using var second = await StartSecondAsync();
        var leg = await DialAsync();
        await (await Them.RingsAsync(Patience)).RejectAsync(status, cancellationToken: Patience);

        Assert.Equal(status, (await EndAsync(leg)).Outcome.SipStatus);
        Assert.Single(SipNetwork.Sent("INVITE"));
    });

    [Fact]
    public void Dial_FirstServerIsSilent_SecondOneIsTriedSoonAndFirstNextTime() => InVirtualTime(async () =>
    {
        await Them.DisposeAsync();
        await using var second = await StartSecondAsync();
        var leg = await DialAsync();
        var call = await second.RingsAsync(Patience);
        await call.RejectAsync(486, cancellationToken: Patience);
        Assert.Equal(CallEnding.Busy, (await EndAsync(leg)).Outcome.Ending);
        var next = await DialAsync();
        await (await second.RingsAsync(Patience)).RejectAsync(486, cancellationToken: Patience);

        Assert.Equal(CallEnding.Busy, (await EndAsync(next)).Outcome.Ending);
    });

    [Fact]
    public void Dial_ServersAskForAPause_TheyGetItAndTheOutcomeSaysHowLong() => InVirtualTime(async () =>
    {
        await using var second = await StartSecondAsync();
        var leg = await DialAsync();
        await (await Them.RingsAsync(Patience)).RejectAsync(503, headers: [new(SipHeaderNames.RetryAfter, "20")], cancellationToken: Patience);
        await (await second.RingsAsync(Patience)).RejectAsync(503, headers: [new(SipHeaderNames.RetryAfter, "30")], cancellationToken: Patience);
        Assert.Equal((CallEnding.Congestion, 503), ((await EndAsync(leg)).Outcome.Ending, (await leg.Completion).SipStatus));
        var sent = SipNetwork.Sent("INVITE").Count;

        var refused = (await EndAsync(await DialAsync())).Outcome;

        Assert.Equal(CallEnding.Congestion, refused.Ending);
        Assert.InRange(refused.RetryAfter!.Value.TotalSeconds, 15, 20);
        Assert.Contains("asked for a pause", refused.Error, StringComparison.Ordinal);
        Assert.Equal(sent, SipNetwork.Sent("INVITE").Count);
        await Task.Delay(TimeSpan.FromSeconds(21), Time, Patience);
        var again = await DialAsync();
        await (await Them.RingsAsync(Patience)).RejectAsync(486, cancellationToken: Patience);
        await EndAsync(again);
    });

    private protected override TelephonyServices Configure(TelephonyServices services) => services with
    {
        Names = new TwoServers(),
        Trunks = [Carrier with { Uri = "sip:carrier.example.test" }],
    };

    private async Task<FarEnd> StartSecondAsync()
    {
        var second = new FarEnd(_secondAddress, SipNetwork, Datagrams, Time);
        await second.StartAsync();
        return second;
    }

    private sealed class TwoServers : INameService
    {
        public ValueTask<IReadOnlyList<NaptrRecord>> FindNaptrAsync(string domain, CancellationToken cancellationToken) => new([]);

        public ValueTask<IReadOnlyList<SrvRecord>> FindSrvAsync(string name, CancellationToken cancellationToken) =>
            new(name == "_sip._udp.carrier.example.test" ? [new(1, 1, 5060, "one"), new(2, 1, 5070, "two")] : []);

        public ValueTask<IReadOnlyList<IPAddress>> FindAddressesAsync(string host, CancellationToken cancellationToken) =>
            new(host switch
            {
                "one" => [IPAddress.Parse("10.0.0.2")],
                "two" => [IPAddress.Parse("10.0.0.3")],
                _ => [],
            });
    }
}
