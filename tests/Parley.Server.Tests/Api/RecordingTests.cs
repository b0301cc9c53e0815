using System.Net.Http.Headers;
using System.Text;

namespace Parley.Server.Tests.Api;

public sealed class RecordingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Recordings_OfASession_AreListedAndGiven()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Recording:Folder", _folder.Path));
        var (session, leg) = (await server.StartSessionAsync(), $"{Guid.NewGuid()}");
        var sound = Write(session, leg);

        var listed = (await server.GetAsync($"/v1/agents/outbound/sessions/{session}/recordings")).Json.GetProperty("recordings");
        var transcript = await server.GetAsync($"/v1/agents/outbound/sessions/{session}/transcript");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/agents/outbound/sessions/{session}/recordings/{leg}");
        request.Headers.Authorization = new("Bearer", TestServer.PrivateKey);
        request.Headers.Range = new RangeHeaderValue(4, 7);
        using var part = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var only = Assert.Single(listed.EnumerateArray());
        Assert.Equal((leg, sound.Length), (only.GetProperty("legId").GetString(), only.GetProperty("bytes").GetInt32()));
        Assert.Equal("Hello?", transcript.Json.GetProperty("legs")[0].GetProperty("entries")[0].GetProperty("text").GetString());
        Assert.Equal((206, "audio/wav"), ((int)part.StatusCode, part.Content.Headers.ContentType?.MediaType));
        Assert.Equal(sound[4..8], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Recording_OfAnotherSession_IsNotGiven()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Recording:Folder", _folder.Path));
        var (mine, other, leg) = (await server.StartSessionAsync(), await server.StartSessionAsync(), $"{Guid.NewGuid()}");
        Write(other, leg);
        Write(mine, $"{Guid.NewGuid()}");

        Assert.Equal(404, (await server.GetAsync($"/v1/agents/outbound/sessions/{mine}/recordings/{leg}")).Status);
        Assert.Equal(404, (await server.GetAsync($"/v1/agents/outbound/sessions/{mine}/recordings/..%2F..%2Fetc%2Fpasswd")).Status);
        Assert.Equal(404, (await server.GetAsync($"/v1/agents/outbound/sessions/{Guid.NewGuid()}/recordings/{leg}")).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_WithoutRecordings_SaysSo(bool isOn)
    {
        await using var server = await TestServer.StartAsync(_folder, isOn ? [("Recording:Folder", _folder.Path)] : []);
        var session = await server.StartSessionAsync();

        var transcript = await server.GetAsync($"/v1/agents/outbound/sessions/{session}/transcript");

        Assert.Equal((404, "There is no transcript of the session: it is written when a call leg leaves, where Parley:Recording:Folder is set."), (transcript.Status, transcript.Error));
        Assert.Empty((await server.GetAsync($"/v1/agents/outbound/sessions/{session}/recordings")).Json.GetProperty("recordings").EnumerateArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"sessionId\":\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"sessionId\":1}")]
    [InlineData("{\"sessionId\":\"01a2044a-0e7e-7de2-8857-6cfc90dba94a\",\"agent\":\"outbound\",\"legs\":[null]}")]
    [InlineData("{\"sessionId\":\"01a2044a-0e7e-7de2-8857-6cfc90dba94a\",\"agent\":\"outbound\",\"legs\":[{\"entries\":[]}]}")]
    public async Task Session_WithADamagedTranscript_SaysSo(string json)
    {
        await using var server = await TestServer.StartAsync(_folder, ("Recording:Folder", _folder.Path));
        var session = await server.StartSessionAsync();
        File.WriteAllText(Path.Combine(_folder.Path, $"{session}.json"), json);

        foreach (var path in new[] { "transcript", "recordings", $"recordings/{Guid.NewGuid()}" })
        {
            var answer = await server.GetAsync($"/v1/agents/outbound/sessions/{session}/{path}");

            Assert.Equal((404, "transcript-damaged"), (answer.Status, answer.Code));
            Assert.Contains("its file is damaged", answer.Error, StringComparison.Ordinal);
        }
    }

    private byte[] Write(Guid session, string leg)
    {
        File.WriteAllText(
            Path.Combine(_folder.Path, $"{session}.json"),
            $$"""{"sessionId":"{{session}}","agent":"outbound","legs":[{"legId":"{{leg}}","joinedAt":"2030-01-02T03:04:05Z","entries":[{"at":1.5,"kind":"callee","text":"Hello?"}]}]}""");
        var sound = Encoding.ASCII.GetBytes("RIFF0123456789");
        File.WriteAllBytes(Path.Combine(_folder.Path, $"{leg}.wav"), sound);
        return sound;
    }
}
