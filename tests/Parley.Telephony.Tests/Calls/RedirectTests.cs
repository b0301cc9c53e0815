using System.Net;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Tests.Calls;

public sealed class RedirectTests : CallFixture
{
    private static readonly SipHeader ToBob = new(SipHeaderNames.Contact, "<sip:bob@10.0.0.3:5070>");

    private string? _forbidden;

    [Fact]
    public void Redirect_ByDefault_IsReportedNotFollowed() => InVirtualTime(async () =>
    {
        var leg = await DialAsync();
        await RedirectAsync(ToBob, new(SipHeaderNames.Contact, "<sip:alice@10.0.0.4>;q=0.5"));

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((CallEnding.Redirected, 302, false), (outcome.Ending, outcome.SipStatus, outcome.IsRetryable));
        Assert.Equal(["sip:bob@10.0.0.3:5070", "sip:alice@10.0.0.4"], outcome.Redirects);
        Assert.Single(SipNetwork.Sent("INVITE "));
    });

    [Fact]
    public void Redirect_Followed_IsTheSameLeg() => InVirtualTime(async () =>
    {
        Carrier.FollowRedirects = 1;
        await using var bob = await OpenBobAsync();
        var leg = await DialAsync();
        await RedirectAsync(ToBob);

        var call = await bob.RingsAsync(Patience);
        await bob.AnswerAsync(call);
        await NextAsync<LegAnswered>(leg);
        await call.HangUpAsync(cancellationToken: Patience);

        var (outcome, events) = await EndAsync(leg);
        Assert.Equal((CallEnding.Completed, call.CallId), (outcome.Ending, outcome.SipCallId));
        Assert.Empty(events.OfType<LegConnected>());
        Assert.DoesNotContain("Authorization", SipNetwork.Sent("INVITE sip:bob")[0], StringComparison.Ordinal);
    });

    [Fact]
    public void Redirect_MoreThanAllowed_Ends() => InVirtualTime(async () =>
    {
        Carrier.FollowRedirects = 1;
        await using var bob = await OpenBobAsync();
        var leg = await DialAsync();
        await RedirectAsync(ToBob);
        await (await bob.RingsAsync(Patience)).RejectAsync(302, headers: [new(SipHeaderNames.Contact, "<sip:carol@10.0.0.2>")], cancellationToken: Patience);

        var (outcome, _) = await EndAsync(leg);

        Assert.Equal((CallEnding.Redirected, "sip:carol@10.0.0.2"), (outcome.Ending, Assert.Single(outcome.Redirects)));
    });

    [Fact]
    public void Redirect_ToItself_IsNoLoop() => InVirtualTime(async () =>
    {
        Carrier.FollowRedirects = 3;
        var leg = await DialAsync();
        await RedirectAsync(new SipHeader(SipHeaderNames.Contact, $"<sip:{Callee}@10.0.0.2>"));

        Assert.Equal(CallEnding.Redirected, (await EndAsync(leg)).Outcome.Ending);
        Assert.Single(SipNetwork.Sent("INVITE "));
    });

    [Fact]
    public void Redirect_WherePolicyForbids_IsNotFollowed() => InVirtualTime(async () =>
    {
        Carrier.FollowRedirects = 1;
        _forbidden = "+19005550000";
        var leg = await DialAsync();
        await RedirectAsync(new SipHeader(SipHeaderNames.Contact, $"<sip:{_forbidden}@10.0.0.2>"));

        Assert.Equal(CallEnding.Redirected, (await EndAsync(leg)).Outcome.Ending);
        Assert.Single(SipNetwork.Sent("INVITE "));
    });

    [Fact]
    public void Redirect_HungUpWhileTheSecondRings_IsCancelled() => InVirtualTime(async () =>
    {
        Carrier.FollowRedirects = 1;
        await using var bob = await OpenBobAsync();
        var leg = await DialAsync();
        await RedirectAsync(ToBob);
        await (await bob.RingsAsync(Patience)).ProgressAsync(cancellationToken: Patience);
        await NextAsync<LegProgress>(leg);

        var outcome = await leg.HangUpAsync(cancellationToken: Patience);

        Assert.Equal((CallEnding.Cancelled, CallParty.Us), (outcome.Ending, outcome.HungUpBy));
        await EndAsync(leg);
    });

    private protected override TelephonyServices Configure(TelephonyServices services) =>
        services with { Policy = new FakePolicy(call => call.Number?.ToString() is { } number && number == _forbidden ? "forbidden" : null) };

    private async Task<FarEnd> OpenBobAsync()
    {
        var bob = new FarEnd(new(IPAddress.Parse("10.0.0.3"), 5070), SipNetwork, Datagrams, Time);
        await bob.StartAsync();
        return bob;
    }

    private async Task RedirectAsync(params SipHeader[] contacts) =>
        await (await Them.RingsAsync(Patience)).RejectAsync(302, headers: contacts, cancellationToken: Patience);
}
