using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Audio.Codecs;
using Parley.Samples.OpenAIRealtime;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Testing.Tests.Examples;

namespace Parley.Testing.Tests;

/// <summary>Whole calls with a model that hears and speaks by itself, in virtual time.</summary>
public sealed class SpeechToSpeechCallTests
{
    private const string Caller =
        """
        name: caller
        steps:
          - pause: 500ms
          - say: Hello? Who is speaking, please?
          - listen: 10s
          - say: Yes, I can come.
          - pause: 5s
          - hangUp
        """;

    [Fact]
    public async Task Caller_OnMuLaw_IsHeardByTheModelByteForByte()
    {
        var (model, call) = await CallAsync();

        Assert.Null(call.Error);
        var said = new byte[call.Said.Samples.Length];
        G711.EncodeMuLaw(call.Said.Samples.Span, said);
        var first = Array.FindIndex(said, code => code != G711.MuLawSilence);
        byte[] words = [.. said.Skip(first).Take(8000).Select(code => code == 0x7F ? G711.MuLawSilence : code)];
        Assert.True(model.Heard.ToArray().AsSpan().IndexOf(words) >= 0, "A second of speech does not come through as it was.");
    }

    [Fact]
    public async Task Call_WithOneSeed_IsTheSameEveryTime()
    {
        var (one, first) = await CallAsync();
        var (other, second) = await CallAsync();

        Assert.Equal(one.Heard, other.Heard);
        Assert.Equal(one.Commands, other.Commands);
        Assert.Equal(first.Heard.Samples.ToArray(), second.Heard.Samples.ToArray());
        Assert.Equal(["Hm.", "Hm."], first.Events.OfType<BotTranscript>().Select(said => said.Text));
    }

    private static async Task<(ScriptedSpeechModel Model, CallRecord Call)> CallAsync()
    {
        var model = new ScriptedSpeechModel();
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n =>
        {
            n.Services.AddSingleton<ISpeechToSpeech>(model);
            n.AddAgent<RealtimeAgent>("realtime");
        });
        var call = await network.RunAsync("realtime", PersonaFile.Parse(Caller), TestContext.Current.CancellationToken);
        Assert.Equal((0, 0, 0), (network.InUse.Sessions, network.InUse.Calls, network.InUse.MediaPorts));
        return (model, call);
    }
}
