using Parley.Sip.Messages;

namespace Parley.Telephony.Tests.Calls;

public sealed class DialerTests : CallFixture
{
    private string? _policyText;

    [Fact]
    public void Dial_PhoneNumber_ShowsTheCallerIdsNumberToTheTrunk() => InVirtualTime(async () =>
    {
        await DialAsync(new() { PhoneNumber = Callee, CallerId = "id-1", DisplayName = "Jane" });

        var invite = (await Them.RingsAsync(Patience)).Invite;

        Assert.Equal($"sip:{Callee}@10.0.0.2", invite.Uri.ToString());
        Assert.Equal(("+15550000001", "10.0.0.1", "Dr. \"Bob\""), (invite.From.Uri.User, invite.From.Uri.Host, invite.From.DisplayName));
        Assert.Equal((Callee, "Jane"), (invite.To.Uri.User, invite.To.DisplayName));
        Assert.Equal("\"Dr. \\\"Bob\\\"\" <sip:+15550000001@10.0.0.1>", invite.Headers[SipHeaderNames.PAssertedIdentity]);
    });

    [Fact]
    public void Dial_SipUri_GoesThereDirectlyWithItsXHeadersOnly() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { SipUri = "sip:support@10.0.0.2:5060?X-Account=42&Route=%3Csip%3Aevil%3E&x-mood=good%20one" });

        var invite = (await Them.RingsAsync(Patience)).Invite;

        Assert.Equal("sip:support@10.0.0.2:5060", invite.Uri.ToString());
        Assert.Equal(("42", "good one"), (invite.Headers["X-Account"], invite.Headers["X-Mood"]));
        Assert.Null(invite.Headers[SipHeaderNames.Route]);
        Assert.Null(invite.Headers[SipHeaderNames.PAssertedIdentity]);
        Assert.Equal("parley", invite.From.Uri.User);
        Assert.Equal("support", leg.DisplayName);
        Assert.Null(leg.Trunk);
    });

    [Theory]
    [InlineData(null, null, "either sipUri or phoneNumber is required, but not both")]
    [InlineData("", "", "either sipUri or phoneNumber is required, but not both")]
    [InlineData("+15551230001", "sip:a@10.0.0.2", "either sipUri or phoneNumber is required, but not both")]
    [InlineData(null, "tel:+15551230001", "sipUri must start with sip:")]
    [InlineData(null, "sips:a@10.0.0.2", "sipUri must start with sip:")]
    [InlineData(null, "a@10.0.0.2", "sipUri must start with sip:")]
    public void Dial_WrongDestination_IsRefusedWithTheText(string? phoneNumber, string? sipUri, string text) => InVirtualTime(async () =>
    {
        var refused = await DialRefusedAsync(new() { PhoneNumber = phoneNumber, SipUri = sipUri });

        Assert.Equal((DialRefusal.InvalidRequest, text), (refused.Refusal, refused.Error));
    });

    [Theory]
    [InlineData("15551230001")]
    [InlineData("911")]
    [InlineData("+1555123000a")]
    public void Dial_NotE164_SaysWhatANumberLooksLike(string phoneNumber) => InVirtualTime(async () =>
        Assert.Contains("E.164", (await DialRefusedAsync(new() { PhoneNumber = phoneNumber })).Error, StringComparison.Ordinal));

    [Theory]
    [InlineData("sip:a@10.0.0.2;transport=sctp")]
    [InlineData("sip:a@10.0.0.2?X-a=b%0d%0aX-evil:%20yes")]
    [InlineData("sip:a@b@c@")]
    public void Dial_UnfitSipUri_IsRefused(string sipUri) => InVirtualTime(async () =>
    {
        Assert.Equal(DialRefusal.InvalidRequest, (await DialRefusedAsync(new() { SipUri = sipUri })).Refusal);
        Assert.Empty(SipNetwork.Messages);
    });

    [Fact]
    public void Dial_RangesOut_AreRefused() => InVirtualTime(async () =>
    {
        var request = new DialRequest { PhoneNumber = Callee };
        DialRequest[] wrong =
        [
            request with { Extension = new('1', 21) },
            request with { Extension = "12x" },
            request with { WaitBeforeExtension = TimeSpan.FromSeconds(61) },
            request with { WaitBeforeExtension = TimeSpan.FromSeconds(-1) },
            request with { RingTimeout = TimeSpan.Zero },
            request with { RingTimeout = TimeSpan.FromMinutes(11) },
        ];

        foreach (var each in wrong)
        {
            Assert.Equal(DialRefusal.InvalidRequest, (await DialRefusedAsync(each)).Refusal);
        }
    });

    [Fact]
    public void Dial_UnknownCallerId_IsRefused() => InVirtualTime(async () =>
    {
        var refused = await DialRefusedAsync(new() { PhoneNumber = Callee, CallerId = "id-9" });

        Assert.Equal((DialRefusal.CallerId, "callerId not found"), (refused.Refusal, refused.Error));
        Assert.Empty(Attempts.Written);
    });

    [Fact]
    public void Dial_PolicyForbids_SaysItsTextBeforeTheCallerIdIsLookedAt() => InVirtualTime(async () =>
    {
        _policyText = "International dialout not supported.";

        var refused = await DialRefusedAsync(new() { PhoneNumber = Callee, CallerId = "id-9" });

        Assert.Equal((DialRefusal.Policy, _policyText), (refused.Refusal, refused.Error));
    });

    [Fact]
    public void Dial_NoTrunkForTheNumber_IsRefused() => InVirtualTime(async () =>
    {
        var refused = await DialRefusedAsync(new() { PhoneNumber = "+4930123456" });

        Assert.Equal(DialRefusal.Trunk, refused.Refusal);
    });

    [Fact]
    public void Dial_AttemptIsWrittenBeforeTheInvite() => InVirtualTime(async () =>
    {
        var sentBefore = -1;
        Attempts.Writing = _ =>
        {
            sentBefore = SipNetwork.Messages.Count;
            return default;
        };
        var leg = await DialAsync(new() { Id = "leg-7", Owner = "session-3", PhoneNumber = Callee });

        var invite = (await Them.RingsAsync(Patience)).Invite;

        var attempt = Assert.Single(Attempts.Written);
        Assert.Equal(0, sentBefore);
        Assert.Equal(
            ("leg-7", invite.CallId, Callee, "+15550000001", "carrier", "session-3"),
            (attempt.LegId, attempt.SipCallId, attempt.Destination, attempt.CallerId, attempt.Trunk, attempt.Owner));
        Assert.Equal("leg-7", leg.Id);
    });

    [Fact]
    public void Dial_AttemptCannotBeWritten_PlacesNoCallAndGivesAllBack() => InVirtualTime(async () =>
    {
        Attempts.Writing = _ => throw new IOException("disk full");

        var refused = await DialRefusedAsync(new() { PhoneNumber = Callee });

        Assert.Equal(DialRefusal.AttemptLog, refused.Refusal);
        Assert.Empty(SipNetwork.Messages);
        Assert.Equal((0, 0), (Us.Ports.InUse, Us.Trunks.Trunks[0].Pacing.Active));
    });

    [Fact]
    public void Dial_CancelledWhileTheAttemptIsWritten_GivesAllBack() => InVirtualTime(async () =>
    {
        using var cancellation = new CancellationTokenSource();
        Attempts.Writing = async _ =>
        {
            await cancellation.CancelAsync();
            cancellation.Token.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Us.Dialer.DialAsync(new() { PhoneNumber = Callee }, cancellation.Token));

        Assert.Equal((0, 0), (Us.Ports.InUse, Us.Trunks.Trunks[0].Pacing.Active));
        Assert.Empty(SipNetwork.Messages);
    });

    [Fact]
    public void Dial_TrunkFull_IsRefusedUntilACallEnds() => InVirtualTime(async () =>
    {
        var first = await DialAsync();
        await DialAsync();
        Assert.Contains("has reached its 2 calls", (await DialRefusedAsync(new() { PhoneNumber = Callee })).Error, StringComparison.Ordinal);

        await first.HangUpAsync(cancellationToken: Patience);

        await DialAsync();
    });

    [Fact]
    public void Dial_NoMediaPortFree_IsRefused() => InVirtualTime(async () =>
    {
        var pairs = new List<IDisposable>();
        while (Us.Ports.TryRent(out var pair, out _))
        {
            pairs.Add(pair);
        }

        Assert.Equal(DialRefusal.MediaPorts, (await DialRefusedAsync(new() { SipUri = "sip:a@10.0.0.2" })).Refusal);
        pairs.ForEach(pair => pair.Dispose());
    });

    [Fact]
    public void Dial_AfterStop_IsRefused() => InVirtualTime(async () =>
    {
        await Us.StopAsync(Patience);

        Assert.Equal(DialRefusal.Stopping, (await DialRefusedAsync(new() { PhoneNumber = Callee })).Refusal);
    });

    private protected override TelephonyServices Configure(TelephonyServices services) => services with
    {
        Policy = new FakePolicy(_ => _policyText),
        Trunks = [Carrier with { Prefixes = ["+1"], MaxCalls = 2 }],
    };
}
