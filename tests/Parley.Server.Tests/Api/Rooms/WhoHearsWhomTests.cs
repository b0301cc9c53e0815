using System.Text.Json;
using Parley.Agents;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>Whose sound reaches whom, in the packets themselves: three phones in a room, one of which speaks.</summary>
public sealed class WhoHearsWhomTests : IAsyncLifetime
{
    private const int Enough = 10;

    private readonly Ear _speaker = new();
    private readonly Ear _held = new();
    private readonly Ear _listener = new();
    private LiveServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await LiveServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _speaker.Dispose();
        _held.Dispose();
        _listener.Dispose();
    }

    [Fact]
    [Contract("5.1 permissions.canReceive")]
    public async Task Leg_ThatMayNotReceive_HearsNothingUntilItMay()
    {
        await MakeRoomAsync("""{"enable_dialout":true}""");
        await CallAsync(_speaker, "{}");
        await CallAsync(_listener, "{}");
        var held = await CallAsync(_held, """{"canReceive":false}""");

        await SpeakUntilAsync(_listener);
        var (loud, all) = await HeardAsync();
        await PermitAsync(held, """{"canReceive":true}""");
        await SpeakUntilAsync(_held);

        Assert.Equal(0, loud);
        Assert.True(all > 0);
    }

    [Fact]
    [Contract("5.1 permissions.canReceive")]
    public async Task Leg_ThatMayHearOneParty_HearsThatOne()
    {
        await MakeRoomAsync("""{"enable_dialout":true}""");
        await CallAsync(_speaker, "{}", userId: "doctor");
        await CallAsync(_listener, """{"canReceive":{"base":false,"byUserId":{"nurse":true}}}""");
        await CallAsync(_held, """{"canReceive":{"base":false,"byUserId":{"doctor":true}}}""");

        await SpeakUntilAsync(_held);

        Assert.Equal(0, (await _listener.HeardAsync()).Loud);
    }

    [Fact]
    [Contract("4.3 owner_only_broadcast")]
    public async Task Room_WhereOnlyOwnersSpeak_LetsNobodyElseBeHeard()
    {
        await MakeRoomAsync("""{"enable_dialout":true,"owner_only_broadcast":true}""");
        var speaker = await CallAsync(_speaker, "{}");
        await CallAsync(_listener, "{}");
        var told = new TaskCompletionSource<Participant>(TaskCreationOptions.RunContinuationsAsynchronously);
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Agents["inbound"] = Scripted.Stays;
        _server.Agents["outbound"] = (session, ct) =>
        {
            session.On<CallStateUpdated>((e, _) => Task.FromResult(e.State is CallState.Joined && joined.TrySetResult()));
            session.On<ParticipantJoined>((e, _) => Task.FromResult(e.Participant.Info.UserName == "inbound" && told.TrySetResult(e.Participant)));
            return session.RunAsync(cancellationToken: ct);
        };
        await _server.StartAsync("outbound", """{"body":{"room_url":"http://any.test/x"}}""");
        await joined.Task.WaitAsync(TestContext.Current.CancellationToken);
        var token = (await _server.PostAsync("/v1/meeting-tokens", """{"properties":{"room_name":"x","is_owner":true}}""")).Json.GetProperty("token").GetString();
        await _server.StartAsync("inbound", JsonSerializer.Serialize(new { body = new { room_url = "http://any.test/x", token } }));

        Assert.Contains("microphone", (await told.Task.WaitAsync(TestContext.Current.CancellationToken)).Info.Permissions.CanSend);
        for (var packets = 0; packets < Enough; packets++)
        {
            await _speaker.SpeaksAsync();
            Assert.False(await _listener.HearsAsync());
        }

        await PermitAsync(speaker, """{"canSend":["microphone"]}""");
        await SpeakUntilAsync(_listener);
    }

    private async Task MakeRoomAsync(string properties) => Assert.Equal(200, (await _server.PostAsync("/v1/rooms", $$"""{"name":"x","properties":{{properties}}}""")).Status);

    private async Task PermitAsync(string leg, string permissions) =>
        Assert.Equal(200, (await _server.PostAsync("/v1/rooms/x/update-permissions", $$$"""{"data":{"{{{leg}}}":{{{permissions}}}}}""")).Status);

    private async Task<string> CallAsync(Ear ear, string permissions, string userId = "somebody")
    {
        var started = await _server.PostAsync("/v1/rooms/x/dialOut/start", $$"""{"phoneNumber":"{{CallServer.Callee}}","userId":"{{userId}}","permissions":{{permissions}}}""");
        await ear.PicksUpAsync(await _server.Phone.RingsAsync());
        var leg = started.Json.GetProperty("sessionId").GetString()!;
        await _server.PresentAsync(leg);
        return leg;
    }

    /// <summary>Speaks in the pace in which somebody is given sound, until it is the speaker's.</summary>
    private async Task SpeakUntilAsync(Ear heardBy)
    {
        await heardBy.HeardAsync();
        for (var heard = 0; heard < Enough;)
        {
            await _speaker.SpeaksAsync();
            heard += await heardBy.HearsAsync() ? 1 : 0;
        }
    }

    private async Task<(int Loud, int All)> HeardAsync()
    {
        var heard = await _held.HeardAsync();
        return heard.All > 0 ? heard : (await _held.HearsAsync() ? 1 : 0, 1);
    }
}
