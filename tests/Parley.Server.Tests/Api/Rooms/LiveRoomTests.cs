using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Sip;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>What can be done over HTTP to those in a room: an agent and a call leg.</summary>
public sealed class LiveRoomTests : IAsyncLifetime
{
    private readonly TempFolder _recordings = new();
    private readonly Channel<AgentEvent> _told = Channel.CreateUnbounded<AgentEvent>();
    private LiveServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await LiveServer.StartAsync(services => services.PostConfigure<ParleyOptions>(options => options.Recording.Folder = Path.GetDirectoryName(_recordings.Database)));
        _server.Agents["outbound"] = (session, ct) =>
        {
            session.On<AgentEvent>((e, _) => { _told.Writer.TryWrite(e); return Task.CompletedTask; });
            return session.RunAsync(cancellationToken: ct);
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _recordings.Dispose();
    }

    [Fact]
    [Contract("1.1 existing room in body")]
    [Contract("4.2 send-app-message")]
    [Contract("4.2 eject")]
    [Contract("4.2 ban")]
    [Contract("4.3 nbf")]
    public async Task Agent_InAnExistingRoom_GetsMessagesAndIsEjectedAndBanned()
    {
        await MakeRoomAsync("{}");
        var token = await TokenAsync("""{"room_name":"x","user_id":"u-1","user_name":"Ann"}""");
        var session = await StartAsync(token);
        await UntilAsync<CallStateUpdated>(e => e.State is CallState.Joined);

        Assert.Equal("""{"sent":"true"}""", (await _server.PostAsync("/v1/rooms/x/send-app-message", """{"data":{"a":1},"recipient":"*"}""")).Json.GetRawText());
        Assert.Equal("""{"a":1}""", (await UntilAsync<AppMessageReceived>(_ => true)).Message.GetRawText());
        Assert.Equal(404, (await _server.PostAsync("/v1/rooms/x/send-app-message", """{"data":1,"recipient":"nobody"}""")).Status);
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/send-app-message", $$"""{"data":"{{new string('x', 4096)}}"}""")).Status);
        Assert.Equal("""{"ejectedIds":[]}""", (await _server.PostAsync("/v1/rooms/x/eject", """{"user_ids":["u-2"]}""")).Json.GetRawText());
        Assert.Equal($$"""{"ejectedIds":["{{session}}"]}""", (await _server.PostAsync("/v1/rooms/x/eject", """{"user_ids":["u-1"],"ban":true}""")).Json.GetRawText());
        Assert.Equal("ejected from the room", (await _server.EndOfAsync(session)).Reason);
        Assert.Equal("The agent is banned from the room.", (await _server.EndOfAsync(await StartAsync(token))).Reason);
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/eject", "{}")).Status);
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/eject", $$"""{"ids":[{{string.Join(',', Enumerable.Repeat("\"i\"", 101))}}]}""")).Status);

        await _server.PostAsync("/v1/rooms", $$$"""{"name":"later","properties":{"nbf":{{{DateTimeOffset.MaxValue.ToUnixTimeSeconds()}}}}}""");
        Assert.Contains("nbf", (await _server.EndOfAsync(await StartAsync(null, "later"))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    [Contract("4.2 update-permissions")]
    [Contract("4.3 permissions")]
    [Contract("4.5 owner leaves, legs drop")]
    public async Task Leg_PermissionsChange_AgentIsToldAndTheOwnersGoingDropsIt()
    {
        await MakeRoomAsync("""{"enable_dialout":true,"permissions":{"canSend":["microphone"]}}""");
        var session = await StartAsync(await TokenAsync("""{"room_name":"x","is_owner":true}"""));
        await UntilAsync<CallStateUpdated>(e => e.State is CallState.Joined);
        var leg = (await _server.PostAsync("/v1/rooms/x/dialOut/start", $$"""{"phoneNumber":"{{CallServer.Callee}}"}""")).Json.GetProperty("sessionId").GetString()!;
        var call = await _server.Phone.AnswersAsync();
        var joined = await UntilAsync<ParticipantJoined>(_ => true);
        Assert.Equal((leg, "microphone"), (joined.Participant.Id, Assert.Single(joined.Participant.Info.Permissions.CanSend)));

        var changed = await _server.PostAsync("/v1/rooms/x/update-permissions", $$$$"""{"data":{"{{{{leg}}}}":{"canSend":false,"canReceive":{"base":false},"hasPresence":false}}}""");
        Assert.Equal(200, changed.Status);
        var permissions = (await UntilAsync<ParticipantUpdated>(e => e.Participant.Id == leg)).Participant.Info.Permissions;
        Assert.Equal((0, false, false), (permissions.CanSend.Count, permissions.CanReceive.Base, permissions.HasPresence));
        Assert.Equal($"{session}", Assert.Single((await _server.GetAsync("/v1/rooms/x/presence")).Json.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(404, (await _server.PostAsync("/v1/rooms/x/update-permissions", """{"data":{"nobody":{"canSend":true}}}""")).Status);
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/update-permissions", """{"data":{"*":{"canSend":"all"}}}""")).Status);

        await _server.DeleteAsync(session);
        Assert.True(Assert.IsType<CallEnded>(await Phone.EndOf(call)).ByRemote);
        await _server.EndOfAsync(session);
        _server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("4.2 recordings/start")]
    [Contract("4.2 recordings/stop")]
    [Contract("4.3 enable_recording")]
    public async Task Recording_StartedAndStopped_LeavesAFile()
    {
        await MakeRoomAsync("{}");
        Assert.StartsWith("recording is not enabled for the room", (await _server.PostAsync("/v1/rooms/x/recordings/start", "{}")).Refusal.Info, StringComparison.Ordinal);
        await _server.PostAsync("/v1/rooms/x", """{"properties":{"enable_recording":"cloud-audio-only"}}""");
        Assert.Equal("nobody is in the room", (await _server.PostAsync("/v1/rooms/x/recordings/start", "{}")).Refusal.Info);
        var session = await StartAsync(null);
        await UntilAsync<CallStateUpdated>(e => e.State is CallState.Joined);

        var started = await _server.PostAsync("/v1/rooms/x/recordings/start", "{}");
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/recordings/start", "{}")).Status);
        var stopped = await _server.PostAsync("/v1/rooms/x/recordings/stop", "{}");

        Assert.Equal((200, 200), (started.Status, stopped.Status));
        var id = started.Json.GetProperty("recordingId").GetString();
        Assert.Equal(id, stopped.Json.GetProperty("recordingId").GetString());
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(_recordings.Database)!, $"room-{id}.wav")));
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/recordings/stop", "{}")).Status);
        await _server.DeleteAsync(session);
    }

    [Fact]
    [Contract("4.3 eject_at_room_exp")]
    [Contract("4.3 eject_after_elapsed")]
    [Contract("4.3 max_participants")]
    [Contract("4.5 eject_at_token_exp")]
    [Contract("4.5 eject_after_elapsed")]
    public async Task Agent_WhoseTimeIsUp_IsPutOut()
    {
        await MakeRoomAsync("""{"eject_after_elapsed":1000}""");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        Assert.Contains("eject_after_elapsed", (await _server.EndOfAsync(await StartAsync(await TokenAsync("""{"eject_after_elapsed":0.05}""")))).Reason, StringComparison.Ordinal);
        Assert.Contains("eject_at_token_exp", (await _server.EndOfAsync(await StartAsync(await TokenAsync($$"""{"exp":{{now + 2}},"eject_at_token_exp":true}""")))).Reason, StringComparison.Ordinal);
        await _server.PostAsync("/v1/rooms/x", """{"properties":{"eject_after_elapsed":0.05}}""");
        Assert.Contains("eject_after_elapsed", (await _server.EndOfAsync(await StartAsync(null))).Reason, StringComparison.Ordinal);
        await _server.PostAsync("/v1/rooms/x", """{"properties":{"eject_after_elapsed":null,"max_participants":1}}""");
        var stays = await StartAsync(null);
        await UntilAsync<CallStateUpdated>(e => e.State is CallState.Joined);
        await _server.PresentAsync($"{stays}");

        Assert.Equal("The room is full (1 participants).", (await _server.EndOfAsync(await StartAsync(null))).Reason);
        Assert.Equal(200, (await _server.PostAsync("/v1/rooms/x", $$$"""{"properties":{"exp":{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 2}}},"eject_at_room_exp":true}}""")).Status);
        Assert.Equal("the room has expired", (await _server.EndOfAsync(stays)).Reason);
        _server.AssertNothingIsLeft();
    }

    private async Task MakeRoomAsync(string properties) => Assert.Equal(200, (await _server.PostAsync("/v1/rooms", $$"""{"name":"x","properties":{{properties}}}""")).Status);

    private async Task<string> TokenAsync(string properties) => (await _server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""")).Json.GetProperty("token").GetString()!;

    private async Task<Guid> StartAsync(string? token, string room = "x") =>
        (await _server.StartAsync("outbound", JsonSerializer.Serialize(new { body = new { room_url = $"http://any.test/{room}", token } }))).GetProperty("sessionId").GetGuid();

    private async Task<T> UntilAsync<T>(Func<T, bool> which)
        where T : AgentEvent
    {
        while (true)
        {
            if (await _told.Reader.ReadAsync(TestContext.Current.CancellationToken) is T wanted && which(wanted))
            {
                return wanted;
            }
        }
    }
}
