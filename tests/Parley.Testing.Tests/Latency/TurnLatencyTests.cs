using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests.Latency;

/// <summary>Whether what is told of a turn's latency is what the recording shows.</summary>
public sealed class TurnLatencyTests : IDisposable
{
    private const int Rate = 8000;
    private const int Turns = 10;

    private static readonly string[] Endings =
        ["at the door", "on Tuesday", "about five", "in the garden", "for my mother", "with a dog", "and a half", "if you like", "I think", "of course",
         "to the doctor", "by train", "over there", "once a week", "in the north", "because of the ice", "next to the shop", "so they say"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-latency-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task VoiceToVoice_AHundredTurns_IsWhatTheRecordingShows()
    {
        var deviations = new List<double>();
        for (var seed = 1; seed <= 10; seed++)
        {
            deviations.AddRange(await MeasureAsync(seed));
        }

        Assert.True(deviations.Count >= 9 * Turns, $"only {deviations.Count} turns were told of");
        var far = deviations.Count(ms => Math.Abs(ms) > 20);
        Assert.True(far <= deviations.Count / 100, $"{far} of {deviations.Count} are off: {string.Join(' ', deviations.Select(ms => $"{ms:0}"))}");
    }

    [Fact]
    public async Task Stages_OfATurn_AreInOrderAndAsLongAsScripted()
    {
        var told = (await CallAsync(seed: 3)).Events.OfType<TurnLatency>().ToList();

        Assert.All(told, turn =>
        {
            Assert.InRange(turn.TurnEnded, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1.5));
            Assert.Equal(TurnAgent.ModelDelay, turn.FirstToken - turn.ChatAsked);
            Assert.True(turn.ChatAsked >= turn.TurnEnded);
            Assert.True(turn.FirstToken <= turn.SynthesisAsked);
            Assert.True(turn.SynthesisAsked <= turn.FirstAudio);
            Assert.True(turn.FirstAudio <= turn.FirstSample);
            Assert.InRange(turn.FirstPacket!.Value - turn.FirstSample, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
            Assert.Equal(turn.FirstPacket + turn.LeadingSilence, turn.VoiceToVoice);
            Assert.InRange(turn.Overhead, TimeSpan.Zero, TimeSpan.FromMilliseconds(40));
        });
    }

    private async Task<IEnumerable<double>> MeasureAsync(int seed)
    {
        var call = await CallAsync(seed);
        var joined = call.Events.OfType<ParticipantJoined>().First().Participant;
        var (callee, agent) = Split(await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, $"{joined.Id}.wav"), TestContext.Current.CancellationToken));
        return [.. call.Events.OfType<TurnLatency>().Select(turn =>
        {
            // Looked for beside the moment that is told; the recording's own moments are what counts.
            var about = (turn.SpeechEnded + turn.VoiceToVoice - joined.Info.JoinedAt!.Value).TotalSeconds;
            var first = FirstSound(agent, (int)((about - 0.4) * Rate));
            var last = LastSound(callee, first);
            return (double)(first - last) / Rate * 1000 - turn.VoiceToVoice.TotalMilliseconds;
        })];
    }

    private async Task<CallRecord> CallAsync(int seed)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed, n =>
        {
            n.Set("Parley:Recording:Folder", _folder.FullName);
            n.AddAgent<TurnAgent>("turns");
        });
        var persona = PersonaFile.Parse($"""
            name: talkative
            rings: 1s
            steps:
            {string.Concat(Enumerable.Range(1, Turns).Select(turn => $"  - say: This is what I say {Endings[((seed * 5) + (turn * 7)) % Endings.Length]}.\n  - listen: 12s\n"))}
            """);
        return await network.RunAsync("turns", persona, TestContext.Current.CancellationToken);
    }

    private static int FirstSound(short[] samples, int from)
    {
        var at = Array.FindIndex(samples, Math.Max(0, from), sample => Math.Abs((int)sample) >= 328);
        return at < 0 ? samples.Length : at;
    }

    /// <summary>Behind the last 10 ms that are louder than -45 dBFS.</summary>
    private static int LastSound(short[] samples, int before)
    {
        for (var end = before; end >= 80; end -= 8)
        {
            var energy = 0.0;
            for (var i = end - 80; i < end; i++)
            {
                energy += (double)samples[i] * samples[i];
            }

            if (Math.Sqrt(energy / 80) > 184)
            {
                return end;
            }
        }

        return 0;
    }

    private static (short[] Left, short[] Right) Split(byte[] wav)
    {
        var samples = MemoryMarshal.Cast<byte, short>(wav.AsSpan(44));   // Behind the header that our writer makes.
        var (left, right) = (new short[samples.Length / 2], new short[samples.Length / 2]);
        for (var i = 0; i < left.Length; i++)
        {
            (left[i], right[i]) = (samples[2 * i], samples[(2 * i) + 1]);
        }

        return (left, right);
    }

    private sealed class TurnAgent(ISpeechToText speechToText, ITextToSpeech textToSpeech) : IVoiceAgent
    {
        public static readonly TimeSpan ModelDelay = TimeSpan.FromMilliseconds(170);

        public async Task RunAsync(AgentSession<System.Text.Json.JsonElement> session, CancellationToken cancellationToken)
        {
            Assert.True(DialoutSettings.TryRead(session.Input, out var calls, out _));
            session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? session.StartDialoutAsync(calls[0], ct) : Task.CompletedTask);
            session.On<DialoutAnswered>((e, ct) => session.CreateConversation(e.SessionId)
                .UseSpeechToText(speechToText)
                .UseTextToSpeech(textToSpeech)
                .UseChatClient(new SlowChat(session.Time))
                .WithOptions(new() { FirstSpeaker = FirstSpeaker.Callee })
                .Build().StartAsync(ct));
            session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
            await session.RunAsync(cancellationToken: cancellationToken);
        }
    }

    private sealed class SlowChat(TimeProvider time) : IChatClient
    {
        private int _turns;

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Delay(TurnAgent.ModelDelay, time, cancellationToken);
            yield return new(ChatRole.Assistant, $"I see, that was turn {++_turns}. ");
            yield return new(ChatRole.Assistant, "Please go on.");
        }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
