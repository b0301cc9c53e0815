using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Benchmarks.Conversations;

/// <summary>
/// The measured agent: finds out who answered, greets with prepared words, and answers with a recogniser, a model and a voice that each take a fixed time. A call whose
/// callee does not say hello is greeted at once instead.
/// </summary>
internal sealed class TalkingAgent(Decisions decisions) : IVoiceAgent
{
    private const string Greeting = "Good day, this is a call of a benchmark.";

    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        _ = DialoutSettings.TryRead(session.Input, out var calls, out _);
        var name = calls![0].SipUri!.Split(':', '@', '-');
        var voice = new PreparedSpeech(new FixedVoice(session.Time));
        session.On<CallStateUpdated>(async (e, ct) =>
        {
            if (e.State is CallState.Joined)
            {
                await session.StartDialoutAsync(calls[0], ct);
                await voice.PrepareAsync(Greeting, cancellationToken: ct);
            }
        });
        session.On<DialoutAnswered>((e, ct) =>
        {
            var of = decisions.Of(name[1]);
            var conversation = session.CreateConversation(e.SessionId)
                .UseSpeechToText(new FixedRecogniser(session.Time))
                .UseChatClient(new FixedChat(session.Time))
                .UseTextToSpeech(voice)
                .UseTurns(new() { Start = [new WatchedStart(new StartByVoice(), of), new StartByTranscript()] })
                .WithOptions(new() { Greeting = Greeting });
            return (name[2] == "hello" ? conversation.UseAnswerDetection() : conversation).Build().StartAsync(ct);
        });
        session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
        session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
        await session.RunAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Notes when a policy first says that it may be a turn into the agent's own.</summary>
    private sealed class WatchedStart(ITurnStart policy, List<long> decided) : ITurnStart
    {
        private bool _wasOne;

        public TurnStart Judge(in TurnMoment moment)
        {
            var verdict = policy.Judge(moment);
            var isOne = verdict is not TurnStart.No && moment.IsAgentsTurn;
            if (isOne && !_wasOne)
            {
                decided.Add(System.Diagnostics.Stopwatch.GetTimestamp());
            }

            _wasOne = isOne && moment.Silence == TimeSpan.Zero;
            return verdict;
        }
    }

    private sealed class FixedRecogniser(TimeProvider time) : ISpeechToText
    {
        public async IAsyncEnumerable<Transcript> TranscribeAsync(
            IAsyncEnumerable<AudioFrame> audio, Parley.Agents.SpeechToTextOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var _ in audio)
            {
                // Streamed to somebody else.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            yield return new("I have something to say to that.", IsFinal: true);
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

    /// <summary>Hums without a pause, 60 ms a letter, so that every packet of its turns has sound; handed over in pieces of 100 ms, as services do.</summary>
    private sealed class FixedVoice(TimeProvider time) : ITextToSpeech
    {
        private const int SampleRate = 8000;
        private static readonly AudioFrame Piece = new(Hum(), SampleRate);

        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, Parley.Agents.TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            for (var rest = text.Length * 60; rest > 0; rest -= 100)
            {
                yield return Piece;
            }
        }

        private static short[] Hum() =>
            [.. Enumerable.Range(0, SampleRate / 10).Select(i => (short)(4000 * Math.Sin(2 * Math.PI * 330 * i / SampleRate) + 2000 * Math.Sin(2 * Math.PI * 990 * i / SampleRate)))];
    }
}
