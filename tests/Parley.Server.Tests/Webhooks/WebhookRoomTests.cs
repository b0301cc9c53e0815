using System.Text.Json;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Sip;

namespace Parley.Server.Tests.Webhooks;

/// <summary>What webhooks are told of rooms: who comes and goes, meetings, recordings (contract 6.6).</summary>
public sealed class WebhookRoomTests : IAsyncLifetime
{
    private readonly TempFolder _recordings = new();
    private LiveServer _server = null!;
    private WebhookReceiver _receiver = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _server = await LiveServer.StartAsync(settings: [("Recording:Folder", _recordings.Path)]);
        Assert.Equal(200, (await _server.PostAsync("/v1/webhooks", $$"""{"url":"{{_receiver.Url}}"}""")).Status);
        Assert.Equal(200, (await _server.PostAsync("/v1/rooms", """{"name":"x","properties":{"enable_dialout":true,"enable_recording":"cloud-audio-only"}}""")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
        _recordings.Dispose();
    }

    [Fact]
    [Contract("6.6 meeting.started, meeting.ended")]
    [Contract("6.6 participant.joined, participant.left")]
    [Contract("6.6 in order per session")]
    public async Task Meeting_FromTheFirstToTheLast_IsTold()
    {
        _server.Agents["outbound"] = _server.Agents["inbound"] = Scripted.Stays;
        var first = await JoinAsync("outbound", """{"room_name":"x","user_id":"u-1","user_name":"Ann","is_owner":true}""");
        var second = await JoinAsync("inbound", """{"room_name":"x"}""");
        await LeaveAsync(first, "outbound");
        await LeaveAsync(second, "inbound");
        var again = await JoinAsync("outbound", """{"room_name":"x"}""");
        await LeaveAsync(again, "outbound");

        var told = await _receiver.NextAsync(10);

        Assert.Equal(
            "meeting.started participant.joined participant.joined participant.left participant.left meeting.ended meeting.started participant.joined participant.left meeting.ended",
            string.Join(' ', told.Select(t => t.Type)));
        Assert.All(told, t => Assert.Equal("x", t.Room));
        var (started, ended) = (Payload(told[0]), Payload(told[5]));
        Assert.Equal(Text(started, "meeting_id"), Text(ended, "meeting_id"));
        Assert.NotEqual(Text(started, "meeting_id"), Text(Payload(told[6]), "meeting_id"));
        Assert.Equal(started.GetProperty("start_ts").GetDecimal(), ended.GetProperty("start_ts").GetDecimal());
        Assert.True(ended.GetProperty("end_ts").GetDecimal() >= ended.GetProperty("start_ts").GetDecimal());
        Assert.Equal(($"{first}", "u-1", "Ann", true), (Text(Payload(told[1]), "session_id"), Text(Payload(told[1]), "user_id"), Text(Payload(told[1]), "user_name"), Payload(told[1]).GetProperty("owner").GetBoolean()));
        Assert.Equal([$"{second}", $"{first}", $"{second}"], told[2..5].Select(t => Text(Payload(t), "session_id")));
        Assert.True(Payload(told[3]).GetProperty("duration").GetDecimal() >= 0);
        Assert.True(told.Zip(told.Skip(1)).All(pair => pair.First.Json.GetProperty("event_ts").GetDecimal() <= pair.Second.Json.GetProperty("event_ts").GetDecimal()));
    }

    [Fact]
    [Contract("6.6 meeting.started, meeting.ended")]
    [Contract("6.6 in order per session")]
    public async Task Meeting_OfCallsAlone_BeginsWithTheAnswer()
    {
        var leg = Text((await _server.PostAsync("/v1/rooms/x/dialOut/start", $$"""{"phoneNumber":"{{CallServer.Callee}}"}""")).Json, "sessionId");
        var call = await _server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(call);
        await _server.PresentAsync(leg);
        await call.HangUpAsync(cancellationToken: Token);

        var told = await _receiver.NextAsync(7);

        Assert.Equal(
            "dialout.connected meeting.started participant.joined dialout.answered dialout.stopped participant.left meeting.ended", string.Join(' ', told.Select(t => t.Type)));
    }

    [Fact]
    [Contract("6.6 recording.started, ready-to-download, error")]
    public async Task Recording_StartedStoppedAndFailed_IsTold()
    {
        _server.Agents["outbound"] = Scripted.Stays;
        var session = await JoinAsync("outbound", """{"room_name":"x","is_owner":true}""");
        var id = Text((await _server.PostAsync("/v1/rooms/x/recordings/start", """{"instanceId":"i-1"}""")).Json, "recordingId");
        await _server.PostAsync("/v1/rooms/x/recordings/stop", """{"instanceId":"i-1"}""");
        var left = Text((await _server.PostAsync("/v1/rooms/x/recordings/start", "{}")).Json, "recordingId");
        await LeaveAsync(session, "outbound");
        var told = await _receiver.NextAsync(8);
        Directory.Delete(_recordings.Path, recursive: true);
        await File.WriteAllTextAsync(_recordings.Path, "no folder", Token);
        session = await JoinAsync("outbound", """{"room_name":"x","is_owner":true}""");
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/recordings/start", "{}")).Status);
        File.Delete(_recordings.Path);
        Directory.CreateDirectory(_recordings.Path);
        var failed = (await _receiver.NextAsync(3))[2];
        await LeaveAsync(session, "outbound");

        Assert.Equal(
            "meeting.started participant.joined recording.started recording.ready-to-download recording.started participant.left meeting.ended recording.ready-to-download",
            string.Join(' ', told.Select(t => t.Type)));
        Assert.Equal((id, "i-1", "x"), (Text(Payload(told[2]), "recording_id"), Text(Payload(told[2]), "instance_id"), Text(Payload(told[2]), "room_name")));
        var ready = Payload(told[3]);
        Assert.Equal((id, "finished", $"room-{id}.wav"), (Text(ready, "recording_id"), Text(ready, "status"), Text(ready, "file")));
        Assert.True(ready.GetProperty("duration").GetDecimal() >= 0);
        Assert.Equal(left, Text(Payload(told[7]), "recording_id"));
        Assert.Equal("recording.error", failed.Type);
        Assert.Equal("the recording could not be started; see the server's log", Text(Payload(failed), "error_msg"));
    }

    private static JsonElement Payload(Told told) => told.Json.GetProperty("payload");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private async Task<Guid> JoinAsync(string agent, string properties)
    {
        var token = Text((await _server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""")).Json, "token");
        var id = (await _server.StartAsync(agent, JsonSerializer.Serialize(new { body = new { room_url = "http://any.test/x", token } }))).GetProperty("sessionId").GetGuid();
        await _server.PresentAsync($"{id}");
        return id;
    }

    private async Task LeaveAsync(Guid session, string agent)
    {
        Assert.Equal(200, (await _server.DeleteAsync($"/v1/agents/{agent}/sessions/{session}")).Status);
        await _server.EndOfAsync(session, agent);
    }
}
