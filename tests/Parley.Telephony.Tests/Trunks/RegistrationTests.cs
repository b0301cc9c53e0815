using System.Net;
using Parley.Simulation.VirtualTime;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transport;
using Parley.Telephony.Numbers;
using Parley.Telephony.Tests.Calls;
using Parley.Telephony.Tests.Network;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Trunks;

/// <summary>Registration and keep-alive against a carrier that answers as each test says.</summary>
public sealed class RegistrationTests
{
    private static readonly IPEndPoint Us = IPEndPoint.Parse("10.0.0.1:5060");

    private readonly VirtualScheduler _scheduler = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemorySip _network = new();
    private readonly ISipTransport _carrier;
    private Switchboard? _switchboard;

    public RegistrationTests() => _carrier = _network.Bind(IPEndPoint.Parse("10.0.0.2:5060"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private VirtualClock Time => _scheduler.Clock;

    private Trunk Trunk => _switchboard!.Trunks.Trunks[0];

    [Fact]
    public void Register_Challenged_IsAnsweredAndRefreshedBeforeItRunsOut() => InVirtualTime(Register(), async () =>
    {
        var first = await NextAsync();
        Answer(first, 401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256");
        var second = await NextAsync();
        Answer(second, 200, $"Contact: {second.Headers["Contact"]};expires=100");
        var asked = Time.GetUtcNow();
        var third = await NextAsync();

        Assert.Equal(("sip:10.0.0.2", "<sip:parley@10.0.0.2>"), (first.Uri.ToString(), first.Headers["To"]));
        Assert.Contains("nc=00000001", second.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("nc=00000002", third.Headers["Authorization"], StringComparison.Ordinal);
        Assert.InRange((Time.GetUtcNow() - asked).TotalSeconds, 80, 90);
        Assert.Equal(first.CallId, third.CallId);
        Assert.True(first.CSeq.Number < second.CSeq.Number && second.CSeq.Number < third.CSeq.Number);
        Assert.Equal(TrunkRegistrationStatus.Registered, Trunk.Registration.Status);
        Assert.Equal(asked + TimeSpan.FromSeconds(100), Trunk.Registration.ExpiresAt);
    });

    [Fact]
    public void Register_IntervalTooBrief_AsksForTheLeast() => InVirtualTime(Register(), async () =>
    {
        Answer(await NextAsync(), 423, "Min-Expires: 1800");
        var second = await NextAsync();
        Answer(second, 200, "Expires: 1800");
        await UntilAsync(() => Trunk.Registration.Status == TrunkRegistrationStatus.Registered);

        Assert.Equal("1800", second.Headers["Expires"]);
        Assert.Equal(TimeSpan.FromSeconds(1800), Trunk.Registration.ExpiresAt - Trunk.Registration.Since);
    });

    [Fact]
    public void Register_Refused_IsTriedAgainAfterPausesThatGrow() => InVirtualTime(Register(), async () =>
    {
        var pauses = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            var request = await NextAsync();
            var at = Time.GetUtcNow();
            Answer(request, 403);
            await UntilAsync(() => Trunk.Registration.NextAttemptAt > at);
            pauses.Add((Trunk.Registration.NextAttemptAt!.Value - Time.GetUtcNow()).TotalSeconds);
        }

        Assert.Equal((TrunkRegistrationStatus.Failed, "403 Forbidden"), (Trunk.Registration.Status, Trunk.Registration.Error));
        Assert.All(pauses.Index(), p => Assert.InRange(p.Item, (15 * Math.Pow(2, p.Index)) - 1, 30 * Math.Pow(2, p.Index)));
    });

    [Fact]
    public void Register_RetryAfter_IsObeyed() => InVirtualTime(Register(), async () =>
    {
        Answer(await NextAsync(), 500, "Retry-After: 200");
        await UntilAsync(() => Trunk.Registration.Status == TrunkRegistrationStatus.Failed);

        Assert.InRange((Trunk.Registration.NextAttemptAt!.Value - Time.GetUtcNow()).TotalSeconds, 195, 200);
    });

    [Fact]
    public void Stop_Registered_TakesItBack() => InVirtualTime(Register(), async () =>
    {
        Answer(await NextAsync(), 200, "Expires: 600");
        await UntilAsync(() => Trunk.Registration.Status == TrunkRegistrationStatus.Registered);
        var stopping = _switchboard!.StopAsync(Token);
        var last = await NextAsync();
        Answer(last, 200);
        await stopping;

        Assert.Equal(("REGISTER", "0"), (last.Method, last.Headers["Expires"]));
        Assert.Equal(TrunkRegistrationStatus.Unregistered, Trunk.Registration.Status);
    });

    [Fact]
    public void KeepAlive_NoAnswerThenAnswer_TrunkIsDownThenUpAndTheDiallerSaysSo() => InVirtualTime(Watch(), async () =>
    {
        Answer(await NextAsync(), 405);
        await UntilAsync(() => Trunk.Health.Since is not null);
        Assert.True(Trunk.Health.IsUp);
        await UntilAsync(() => !Trunk.Health.IsUp);

        var refused = Assert.IsType<DialRefused>(await _switchboard!.Dialer.DialAsync(new() { PhoneNumber = "+15551230001" }, Token));
        Assert.Equal(DialRefusal.Trunk, refused.Refusal);
        Assert.Matches("trunk 'carrier' is down since 2026-01-01 12:0.*: it does not answer OPTIONS", refused.Error);
        while (!Trunk.Health.IsUp)
        {
            Answer(await NextAsync(), 200);
            await UntilAsync(() => Trunk.Health.IsUp || _carrier.Received.TryPeek(out _));
        }
    });

    [Fact]
    public void Constructor_RegisterWithoutAUserName_SaysSo() =>
        Assert.Contains(
            "Register needs a Username",
            Assert.Throws<ArgumentException>(() => new Trunk(new() { Name = "a", Uri = "sip:h", Register = true }, Time)).Message,
            StringComparison.Ordinal);

    /// <summary>Runs a test with a switchboard that has one trunk, in virtual time.</summary>
    private void InVirtualTime(TrunkOptions trunk, Func<Task> test) => _scheduler.Run(
        async () =>
        {
            await StartAsync(trunk);
            await test();
            await _carrier.DisposeAsync();
            await _switchboard!.DisposeAsync();
        },
        TimeSpan.FromHours(4));

    private static TrunkOptions Register() => new() { Name = "carrier", Uri = "sip:10.0.0.2", Username = "parley", Password = "s3cret", Register = true };

    private static TrunkOptions Watch() => new() { Name = "carrier", Uri = "sip:10.0.0.2", KeepAlive = TimeSpan.FromSeconds(30) };

    private async Task StartAsync(TrunkOptions trunk) => _switchboard = await Switchboard.StartAsync(
        new() { SipListen = Us, MediaBindAddress = Us.Address, MediaPorts = new(10000, 10039), Random = new Random(1) },
        new()
        {
            Numbers = new OwnedNumberList([new("id", PhoneNumber.Parse("+15550000001"), null)]),
            Attempts = new FakeAttemptLog(),
            Trunks = [trunk],
            BindSip = _network.Bind,
            Media = new MemoryDatagrams(),
            Time = Time,
        },
        Token);

    /// <summary>The next request that comes, with time passing until then.</summary>
    private async Task<SipRequest> NextAsync()
    {
        SipDatagram datagram = default;
        SipRequest? request = null;
        await UntilAsync(() => _carrier.Received.TryRead(out datagram) && (request = SipParser.Parse(datagram.Bytes).Message as SipRequest) is not null);
        return request!;
    }

    private void Answer(SipRequest request, int status, params string[] headers)
    {
        var response = SipResponse.Create(request, status, toTag: "carrier");
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            response.Headers.Add(header[..colon], header[(colon + 1)..].Trim());
        }

        _ = _carrier.SendAsync(SipWriter.ToArray(response), Us, Token).AsTask();
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Time, Token);
        }
    }
}
