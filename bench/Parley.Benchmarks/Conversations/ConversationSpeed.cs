using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Simulation.Voices;
using Parley.Telephony.Outcomes;
using Parley.Testing;

namespace Parley.Benchmarks.Conversations;

/// <summary>
/// Whole agent calls in real time over UDP on this machine, with a model and a voice whose delays are fixed: what Parley itself adds to the wait for an answer, how soon a
/// prepared greeting goes out, and what a call costs. Agent, server, carrier and callees share one process, so that the cost is that of both ends.
/// </summary>
internal static class ConversationSpeed
{
    private const string Greeting = "Good day, this is a call of a benchmark.";

    private const string Talker =
        """
        name: talker
        description: Talks in turn with the caller until the time is over.
        rings: 1s
        hangsUpAfter: SECONDSs
        steps:
          - repeat: 100
            steps:
              - listen: 10s
              - pause: 300ms
              - say: That is all very interesting, please go on.
        """;

    /// <summary>Runs <c>conversations [calls] [seconds]</c>, or without arguments the figures of the documentation.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Console.WriteLine("| calls at once | turns | Parley's own share of a turn p50 / p95 / p99 | prepared greeting after the answer p50 / p99 | CPU per call-second, both ends | allocated per call-second | longest collection |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        await MeasureAsync(5, 10, isTold: false); // The code is compiled twice over before it is as fast as it gets.
        if (arguments is [var calls, var seconds])
        {
            return await MeasureAsync(int.Parse(calls, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture), isTold: true) ? 0 : 1;
        }

        var isWhole = true;
        foreach (var count in (int[])[1, 50, 200])
        {
            isWhole &= await MeasureAsync(count, 40, isTold: true);
        }

        return isWhole ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(int calls, int seconds, bool isTold)
    {
        var persona = PersonaFile.Parse(Talker.Replace("SECONDS", $"{seconds}", StringComparison.Ordinal), "talker.yaml");
        await using var network = PhoneNetwork.CreateRealTime(seed: 7, n =>
        {
            n.KeepsAudio = false;
            n.PersonaVoice = new BabbleTextToSpeech();
            n.Set("Parley:Agents:0:Name", "talker");
            n.Set("Parley:Agents:0:MaxAgents", "10000");
            n.AddAgent<TalkingAgent>("talker");
        });
        await network.RunAsync(_ => Task.CompletedTask); // Its start is no part of a call.
        var (cpu, allocated, longest) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), TimeSpan.Zero);
        var last = GC.GetGCMemoryInfo(GCKind.Any).Index;
        using var collections = TimeProvider.System.CreateTimer(
            _ =>
            {
                var memory = GC.GetGCMemoryInfo(GCKind.Any);
                if (memory.Index > last && memory.PauseDurations.Length > 0)
                {
                    longest = memory.PauseDurations[0] > longest ? memory.PauseDurations[0] : longest;
                    last = memory.Index;
                }
            },
            null,
            TimeSpan.FromMilliseconds(20),
            TimeSpan.FromMilliseconds(20));

        var records = await network.RunAsync([.. Enumerable.Range(0, calls).Select(i => new CallPlan { Agent = "talker", Persona = persona, StartsAfter = TimeSpan.FromMilliseconds(i * 20) })]);

        var worked = Environment.CpuUsage.TotalTime - cpu;
        var talked = TimeSpan.FromTicks(records.Sum(r => r.Outcome?.TalkTime.Ticks ?? 0));
        var shares = Sorted(records.SelectMany(r => r.Events.OfType<TurnLatency>()).Select(turn => turn.Overhead));
        var greetings = Sorted(records.Select(GreetingOf).OfType<TimeSpan>());
        var failed = records.Count(r => r.Outcome?.Ending is not CallEnding.Completed);
        if (isTold)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {calls} | {shares.Length} | {At(shares, 0.5)} / {At(shares, 0.95)} / {At(shares, 0.99)} ms | {At(greetings, 0.5)} / {At(greetings, 0.99)} ms | {worked / talked * 1000:0.00} ms | {(GC.GetTotalAllocatedBytes() - allocated) / talked.TotalSeconds / 1024:0} KB | {longest.TotalMilliseconds:0.0} ms |{(failed > 0 ? $" {failed} calls failed" : "")}"));
        }

        return failed == 0 && shares.Length > 0;
    }

    private static TimeSpan? GreetingOf(CallRecord call) =>
        call.Events.OfType<DialoutAnswered>().FirstOrDefault() is { } answered && call.Events.OfType<BotStartedSpeaking>().FirstOrDefault() is { } spoke
            ? spoke.Timestamp - answered.Timestamp
            : null;

    private static double[] Sorted(IEnumerable<TimeSpan> durations) => [.. durations.Select(duration => duration.TotalMilliseconds).Order()];

    private static string At(double[] sorted, double share) =>
        sorted.Length == 0 ? "-" : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))].ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Greets with prepared words, and answers with a model and a voice that take a fixed time.</summary>
    private sealed class TalkingAgent(ISpeechToText speechToText) : IVoiceAgent
    {
        public async Task RunAsync(AgentSession<System.Text.Json.JsonElement> session, CancellationToken cancellationToken)
        {
            _ = DialoutSettings.TryRead(session.Input, out var calls, out _);
            var voice = new PreparedSpeech(new FixedVoice(session.Time));
            session.On<CallStateUpdated>(async (e, ct) =>
            {
                if (e.State is CallState.Joined)
                {
                    await session.StartDialoutAsync(calls![0], ct);
                    await voice.PrepareAsync(Greeting, cancellationToken: ct);
                }
            });
            session.On<DialoutAnswered>((e, ct) => session.CreateConversation(e.SessionId)
                .UseSpeechToText(speechToText)
                .UseChatClient(new FixedChat(session.Time))
                .UseTextToSpeech(voice)
                .WithOptions(new() { Greeting = Greeting })
                .Build()
                .StartAsync(ct));
            session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
            session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
            await session.RunAsync(cancellationToken: cancellationToken);
        }
    }

    private sealed class FixedChat(TimeProvider time) : IChatClient
    {
        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
            yield return new(ChatRole.Assistant, "There is a great deal to tell. ");
            yield return new(ChatRole.Assistant, "And we have time for it.");
        }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Holds nothing.
        }
    }

    private sealed class FixedVoice(TimeProvider time) : ITextToSpeech
    {
        private readonly BabbleTextToSpeech _voice = new();

        public async IAsyncEnumerable<Parley.Audio.AudioFrame> SynthesizeAsync(string text, Parley.Agents.TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            await foreach (var frame in _voice.SynthesizeAsync(text, options, cancellationToken))
            {
                yield return frame;
            }
        }
    }
}
