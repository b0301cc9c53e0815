using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Audio;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Simulation.Voices;
using Parley.Telephony.Outcomes;
using Parley.Testing.Facts;
using Parley.Testing.Tests.Truth;

namespace Parley.Testing.Tests;

/// <summary>
/// A far end whose clock is off, through the whole server. In ten minutes 200 ppm are 120 ms: a server that does nothing about it loses that much of what is said, or
/// hears it that much later.
/// </summary>
public sealed class ClockDriftTests : IDisposable
{
    private const int Words = 60;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Spans of sound are measured in frames of 10 ms, at both of their ends.</summary>
    private static readonly TimeSpan Measure = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public async Task TenMinutes_FarClockIsOff_EverythingIsHeardAndTheDelayStaysLevel(int ppm)
    {
        var call = await CallAsync(ppm);
        Assert.Equal((CallEnding.Completed, CallParty.FarEnd), (call.Outcome?.Ending, call.Outcome?.HungUpBy));
        Assert.InRange(call.Outcome!.TalkTime, TimeSpan.FromSeconds(598), TimeSpan.FromSeconds(602));

        var (said, heard) = (SoundSpans.Find(call.Said), SoundSpans.Find(Recorded()));

        Assert.Equal((Words, Words), (said.Count, heard.Count));
        Assert.All(said.Zip(heard), word => Assert.InRange((word.First.Duration - word.Second.Duration).Duration(), TimeSpan.Zero, Tick + Measure));
        var delays = said.Zip(heard, (word, again) => again.Start - (word.Start / (1 + (ppm * 1e-6)))).ToList();
        Assert.InRange(delays.Max() - delays.Min(), TimeSpan.Zero, (2 * Tick) + Measure);
        Assert.Equal(0, call.Outcome.Media!.PacketsLost);
    }

    /// <summary>A word every ten seconds, by the far end's own clock.</summary>
    private async Task<CallRecord> CallAsync(int ppm)
    {
        var persona = PersonaFile.Parse(
            $"""
            name: metronome
            clock: {ppm}ppm
            steps:
              - repeat: {Words}
                steps:
                  - pause: 9s
                  - tone: 700Hz
                    for: 1s
            """);
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n =>
        {
            n.Set("Parley:Recording:Folder", _folder.FullName);
            n.Services.AddSingleton<ITextToSpeech>(new BabbleTextToSpeech());
            n.PersonaVoice = new BabbleTextToSpeech();
            n.AddAgent<TableAgent>("table");
        });
        var body = new JsonObject { ["do"] = $"{Doing.Nothing}", ["at"] = 0 };
        return await network.RunAsync(new CallPlan { Agent = "table", Persona = persona, Body = body }, TestContext.Current.CancellationToken);
    }

    /// <summary>What the server recorded of what the far end said: the left channel.</summary>
    private AudioFrame Recorded()
    {
        const int Header = 44;
        var bytes = File.ReadAllBytes(Assert.Single(_folder.GetFiles("*.wav")).FullName);
        var samples = new short[(bytes.Length - Header) / 4];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BitConverter.ToInt16(bytes, Header + (4 * i));
        }

        return new AudioFrame(samples, 8_000);
    }
}
