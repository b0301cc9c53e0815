using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Calls with baresip that are encrypted or speak more than G.711: the whole server, configured as a user would, against a stack that we did not write.</summary>
public sealed class EncryptedCallTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is left of a greeting that is interrupted at once, as soon as the agent notices a voice; a packet that could not be decrypted or decoded is silent.</summary>
    private static readonly TimeSpan AFewSyllables = TimeSpan.FromSeconds(0.1);

    /// <summary>
    /// The phone echoes: it hears the agent, and the agent's recording has the agent's own voice on the callee's side. Only the first syllables of it: to the agent the echo is a
    /// callee who interrupts, so it stops.
    /// </summary>
    [Theory]
    [InlineData("required", "srtp-mand", "PCMU", "pcmu")]
    [InlineData("optional", "srtp", "G722", "g722")]
    [InlineData("required", "srtp", "OPUS", "opus/48000/2")]
    [InlineData("none", null, "G722", "g722")]
    [InlineData("none", null, "OPUS", "opus/48000/2")]
    [InlineData("none", null, "L16/16000", "l16/16000/1")]
    public async Task Outbound_EncryptionAndCodec_VoiceGoesThereAndBack(string srtp, string? encryption, string codec, string phoneCodec)
    {
        await using var phone = await Baresip.StartAsync("echo", null, Cancellation, codecs: phoneCodec, encryption: encryption);
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), Settings(srtp, codec));
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:echo@127.0.0.1:{phone.Port}" });

        await server.WaitForEventAsync(session, "dialout-answered");
        await server.WaitForEventAsync(session, "bot-stopped-speaking");
        await server.DeleteSessionAsync(session);

        var offered = srtp != "none";
        var negotiated = phone.Process.Output;
        Assert.Equal(offered, negotiated.Contains("a=crypto:", StringComparison.Ordinal));
        var heard = await phone.StopAndReadHeardAsync(Cancellation);
        Assert.True(heard.Loud > AFewSyllables, $"The phone heard {heard.Loud} of speech in {heard.Duration}.");
        var echoed = Echo(server);
        Assert.True(echoed > AFewSyllables, $"{echoed} of the echo came back.");
    }

    [Fact]
    public async Task Inbound_PhoneDemandsSrtp_HearsTheAgentSpeak()
    {
        var folder = Directory.CreateTempSubdirectory("parley-voice-").FullName;
        var silence = Path.Combine(folder, "silence.wav");
        await Recording.WriteSilenceAsync(silence);
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), Settings("optional", "PCMU"));
        await using var phone = await Baresip.StartAsync("caller", $"aufile,{silence}", Cancellation, encryption: "srtp-mand");
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
        Assert.True(heard.Loud > TimeSpan.FromSeconds(1), $"The phone heard {heard.Loud} of speech in {heard.Duration}.");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Outbound_SrtpRequiredAndPhoneKnowsNone_IsRefusedAndTheKeysAreInNoLog()
    {
        await using var phone = await Baresip.StartAsync("echo", null, Cancellation);
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), Settings("required", "PCMU"));
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:echo@127.0.0.1:{phone.Port}" });

        var error = await server.WaitForEventAsync(session, "dialout-error");

        Assert.NotNull(error);
        Assert.DoesNotContain("inline:", server.Process.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Settings(string srtp, string codec) => new()
    {
        ["Parley__Media__Srtp"] = srtp,
        ["Parley__Media__Codecs__0"] = codec,
    };

    /// <summary>How long the far end was loud, in the recording, whose left side is what the callee said.</summary>
    private static TimeSpan Echo(ParleyServer server)
    {
        return Recording.Read(Directory.GetFiles(server.Recordings, "*.wav", SearchOption.AllDirectories).Single()).Loud;
    }
}
