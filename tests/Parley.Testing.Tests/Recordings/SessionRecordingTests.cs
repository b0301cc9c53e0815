using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests.Recordings;

/// <summary>What of a call is kept: the sound, the words, and what must not be.</summary>
public sealed class SessionRecordingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-recordings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Pause_NeitherSoundNorWordsNorKeysAreKept()
    {
        var agent = new PayingAgent();
        var call = await CallAsync(
            """
            name: buyer
            rings: 1s
            steps:
              - say: I want to pay.
              - listen: 8s
              - press: "4111"
              - say: That was the number of my card.
              - pause: 2s
              - say: Thank you and goodbye.
              - pause: 2s
            """,
            agent);

        var (leg, document) = Kept(call);
        var entries = document.GetProperty("legs")[0].GetProperty("entries").EnumerateArray().ToList();
        var texts = entries.Select(entry => entry.GetProperty("text").GetString()!).ToList();
        Assert.Contains("recording paused", texts);
        Assert.Contains("recording resumed", texts);
        Assert.DoesNotContain(texts, text => text.Contains("card", StringComparison.Ordinal) || text.StartsWith("key", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("goodbye", StringComparison.Ordinal));
        Assert.DoesNotContain("card", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, $"{leg}.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var (from, until) = (At(entries, "recording paused"), At(entries, "recording resumed"));
        var sound = Sound(leg);
        Assert.InRange(until - from, 3, 30);
        Assert.DoesNotContain(Between(sound, from + 0.04, until - 0.04), sample => sample != 0);
        Assert.Contains(Between(sound, until, until + 4), sample => Math.Abs((int)sample) > 1000);
        Assert.DoesNotContain(call.Events, occurred => occurred is DtmfReceived);
        Assert.Equal([true, false], agent.Paused);   // The second changes nothing, so that whoever asked for it does not end the first.
        Assert.Equal("4111", string.Concat(agent.Keys));   // The agent itself has them.
    }

    [Fact]
    public async Task NeedsConsent_NothingIsKeptUntilTheAnnouncementHasBeenPlayed()
    {
        var call = await CallAsync(
            """
            name: patient
            rings: 1s
            steps:
              - say: Hello?
              - listen: 8s
              - say: I see, thank you.
              - pause: 2s
            """,
            new AnnouncingAgent());

        var (leg, document) = Kept(call);
        var entries = document.GetProperty("legs")[0].GetProperty("entries").EnumerateArray().ToList();
        var resumed = At(entries, "recording resumed");
        Assert.Contains(entries, entry => entry.GetProperty("text").GetString() == "recording allowed: \"This call is recorded.\"");
        Assert.DoesNotContain(entries, entry => entry.GetProperty("kind").GetString() == "callee" && entry.GetProperty("at").GetDouble() < resumed);
        Assert.DoesNotContain(Between(Sound(leg), 0, resumed - 0.04), sample => sample != 0);
        Assert.Contains(Between(Sound(leg), resumed, resumed + 6), sample => Math.Abs((int)sample) > 1000);
    }

    [Fact]
    public async Task Redactor_OfOnesOwn_IsAppliedToAllThatIsKept()
    {
        var call = await CallAsync(
            """
            name: patient
            rings: 1s
            steps:
              - say: My name is Ann.
              - pause: 3s
            """,
            new PayingAgent(),
            n => n.Services.AddSingleton<ITranscriptRedactor, NoAnn>());

        var (leg, document) = Kept(call);
        Assert.Contains("My name is [name]", document.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("My name is [name]", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, $"{leg}.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<CallRecord> CallAsync(string persona, IVoiceAgent agent, Action<PhoneNetworkBuilder>? configure = null)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 5, n =>
        {
            n.Set("Parley:Recording:Folder", _folder.FullName);
            n.Set("Parley:Recording:NeedsConsent", agent is AnnouncingAgent ? "true" : "false");
            n.Services.AddSingleton(agent);
            n.AddAgent<DelegatingAgent>("agent");
            configure?.Invoke(n);
        });
        return await network.RunAsync("agent", PersonaFile.Parse(persona), TestContext.Current.CancellationToken);
    }

    private (string Leg, JsonElement Transcript) Kept(CallRecord call)
    {
        var transcript = JsonElement.Parse(File.ReadAllText(Path.Combine(_folder.FullName, $"{call.SessionId}.json")));
        return (transcript.GetProperty("legs")[0].GetProperty("legId").GetString()!, transcript);
    }

    private static double At(IEnumerable<JsonElement> entries, string text) => entries.First(entry => entry.GetProperty("text").GetString() == text).GetProperty("at").GetDouble();

    private short[] Sound(string leg) => MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(Path.Combine(_folder.FullName, $"{leg}.wav")).AsSpan(44)).ToArray();

    private static short[] Between(short[] sound, double from, double until) =>
        sound[Math.Clamp((int)(from * 8000) * 2, 0, sound.Length)..Math.Clamp((int)(until * 8000) * 2, 0, sound.Length)];

    private sealed class NoAnn : ITranscriptRedactor
    {
        public string Redact(string text) => text.Replace("Ann", "[name]", StringComparison.Ordinal);
    }

    private sealed class DelegatingAgent(IVoiceAgent agent, ISpeechToText speechToText, ITextToSpeech textToSpeech) : IVoiceAgent
    {
        public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
        {
            Assert.True(DialoutSettings.TryRead(session.Input, out var calls, out _));
            session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(calls[0], ct) : Task.CompletedTask);
            session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
            session.On<DialoutAnswered>((e, ct) =>
            {
                var builder = session.CreateConversation(e.SessionId).UseSpeechToText(speechToText).UseTextToSpeech(textToSpeech);
                if (agent is AnnouncingAgent)
                {
                    builder.UseRecordingConsent(new()).WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee, Greeting = "How are you today?" });
                }

                return builder.Build().StartAsync(ct);
            });
            await agent.RunAsync(session, cancellationToken);
        }
    }

    /// <summary>Pauses the recording when somebody wants to pay, until they thank.</summary>
    private sealed class PayingAgent : IVoiceAgent
    {
        public List<string> Keys { get; } = [];

        public List<bool> Paused { get; } = [];

        public Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
        {
            session.On<DtmfReceived>((key, _) =>
            {
                Keys.Add(key.Tone);
                return Task.CompletedTask;
            });
            session.On<UserTranscript>((words, ct) => !words.IsFinal ? Task.CompletedTask
                : words.Text.Contains("pay", StringComparison.Ordinal) ? PauseTwiceAsync(session, words.ParticipantId!, ct)
                : words.Text.Contains("card", StringComparison.Ordinal) ? session.ResumeRecordingAsync(words.ParticipantId!, ct)
                : Task.CompletedTask);
            return session.RunAsync(cancellationToken: cancellationToken);
        }

        private async Task PauseTwiceAsync(AgentSession session, string leg, CancellationToken cancellationToken)
        {
            Paused.Add(await session.PauseRecordingAsync(leg, cancellationToken));
            Paused.Add(await session.PauseRecordingAsync(leg, cancellationToken));
        }
    }

    private sealed class AnnouncingAgent : IVoiceAgent
    {
        public Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken) => session.RunAsync(cancellationToken: cancellationToken);
    }
}
