using System.Text.Json.Nodes;
using Parley.Audio.Resampling;
using Parley.Audio.Wav;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Calls with baresip, a real phone, in both directions; judged by what it recorded of our voice.</summary>
public sealed class RealPhoneTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outbound_PersonSaysHello_HearsTheAgentSpeak()
    {
        var folder = Directory.CreateTempSubdirectory("parley-voice-").FullName;
        var hello = Path.Combine(folder, "hello.wav");
        await WriteHelloAsync(hello);
        await using var phone = await Baresip.StartAsync("echo", $"aufile,{hello}", Cancellation);
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:echo@127.0.0.1:{phone.Port}" });

        var detected = await server.WaitForEventAsync(session, "answer-detected");
        await server.WaitForEventAsync(session, "bot-stopped-speaking");
        await server.DeleteSessionAsync(session);

        Assert.Equal("human", (string)detected["answeredBy"]!);
        var heard = await phone.StopAndReadHeardAsync(Cancellation);
        var said = (string)(await server.WaitForEventAsync(session, "bot-transcription"))["text"]!;
        AssertSpoken(said, heard);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Outbound_Extension_PhoneReceivesTheKeys()
    {
        await using var phone = await Baresip.StartAsync("echo", null, Cancellation);
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        var call = new JsonObject { ["sipUri"] = $"sip:echo@127.0.0.1:{phone.Port}", ["extension"] = "42#", ["waitBeforeExtensionDialSec"] = 1 };

        var keys = await phone.WaitForKeysAsync(3, () => server.DialAsync(call), Cancellation);

        Assert.Equal("42#", keys);
    }

    [Fact]
    public async Task Inbound_PhoneCallsUs_HearsTheAgentSpeakFirst()
    {
        var folder = Directory.CreateTempSubdirectory("parley-voice-").FullName;
        var silence = Path.Combine(folder, "silence.wav");
        await Recording.WriteSilenceAsync(silence);
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        await using var phone = await Baresip.StartAsync("caller", $"aufile,{silence}", Cancellation);
        await phone.CommandAsync("dial", $"sip:{ParleyServer.Number}@127.0.0.1:{server.SipPort}", Cancellation);
        string? session = null;
        while (session is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
            session = (await server.ListSessionsAsync("inbound")).SingleOrDefault();
        }

        await server.WaitForEventAsync(session, "bot-stopped-speaking", "inbound");
        await server.DeleteSessionAsync(session, "inbound");

        var heard = await phone.StopAndReadHeardAsync(Cancellation);
        var said = (string)(await server.WaitForEventAsync(session, "bot-transcription", "inbound"))["text"]!;
        AssertSpoken(said, heard);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>espeak-ng speaks some 12 to 20 characters a second; the phone must have heard about that much, and its pauses.</summary>
    private static void AssertSpoken(string said, Recording heard)
    {
        var shortest = TimeSpan.FromSeconds(said.Length / 30.0);
        var longest = TimeSpan.FromSeconds(said.Length / 8.0);
        Assert.True(heard.Loud > shortest && heard.Loud < longest, $"'{said}' should sound for {shortest} to {longest}; heard {heard.Loud} of {heard.Duration}.");
    }

    /// <summary>"Hello?", then a minute of silence, so that the phone's line stays open.</summary>
    private static async Task WriteHelloAsync(string file)
    {
        var spoken = file + ".espeak.wav";
        await using (var espeak = PeerProcess.Start("espeak-ng", Path.GetDirectoryName(file)!, ["-w", spoken, "Hello?"]))
        {
            Assert.Equal(0, await espeak.WaitForExitAsync(TimeSpan.FromSeconds(20), Cancellation));
        }

        await using var stream = File.OpenRead(spoken);
        Assert.True(WavFile.TryRead(stream, out var frame, out var error), error);
        await using var output = File.Create(file);
        using var writer = new WavWriter(output, 8000);
        writer.Write(new short[8000]);
        writer.Write(Resampler.Convert(frame.Samples.Span, frame.SampleRate, 8000));
        writer.Write(new short[60 * 8000]);
    }
}
