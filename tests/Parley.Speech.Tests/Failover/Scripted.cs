using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Failover;
using SpeechToTextOptions = Parley.Agents.SpeechToTextOptions;
using TextToSpeechOptions = Parley.Agents.TextToSpeechOptions;

namespace Parley.Speech.Tests.Failover;

/// <summary>A voice that speaks and fails as its script says.</summary>
internal sealed class ScriptedVoice(short sample) : ITextToSpeech
{
    /// <summary>What the next requests do: speak so long, then fail so. Without any left, it speaks 20 ms.</summary>
    public Queue<(TimeSpan Speaks, Exception? Fails)> Script { get; } = [];

    public List<(string Text, string? Voice)> Asked { get; } = [];

    /// <summary>Keeps silent until it is cancelled.</summary>
    public bool Hangs { get; set; }

    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked.Add((text, options.Voice));
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        var (speaks, fails) = Script.TryDequeue(out var next) ? next : (TimeSpan.FromMilliseconds(20), null);
        if (speaks > TimeSpan.Zero)
        {
            yield return new(Enumerable.Repeat(sample, (int)(8_000 * speaks.TotalSeconds)).ToArray(), 8_000);
        }

        if (fails is not null)
        {
            throw fails;
        }
    }
}

/// <summary>A recogniser that hears so many samples, tells words, and then fails or hears the rest.</summary>
internal sealed class ScriptedEar(string word) : ISpeechToText
{
    /// <summary>What the next requests tell, and how they fail.</summary>
    public Queue<(int Samples, Transcript? Tells, Exception? Fails)> Script { get; } = [];

    public List<short[]> Heard { get; } = [];

    /// <summary>Tells nothing until it is cancelled.</summary>
    public bool Hangs { get; set; }

    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heard = new List<short>();
        try
        {
            var scripted = Script.TryDequeue(out var next);
            await foreach (var frame in audio.WithCancellation(cancellationToken))
            {
                heard.AddRange(frame.Samples.Span);
                if (scripted && heard.Count >= next.Samples)
                {
                    if (next.Tells is not null)
                    {
                        yield return next.Tells;
                    }

                    throw next.Fails!;
                }
            }

            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            yield return new(word, IsFinal: true) { Until = TimeSpan.FromSeconds(heard.Count / 8_000.0) };
        }
        finally
        {
            Heard.Add([.. heard]);
        }
    }
}

/// <summary>A model that says its words, then fails if it is to.</summary>
internal sealed class ScriptedModel(params string[] words) : IChatClient
{
    public Exception? Fails { get; set; }

    public AIContent? Does { get; set; }

    public List<IReadOnlyList<ChatMessage>> Asked { get; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked.Add([.. messages]);
        return Fails is null ? Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(words)))) : Task.FromException<ChatResponse>(Fails);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        Asked.Add([.. messages]);
        foreach (var word in words)
        {
            yield return new(ChatRole.Assistant, word);
        }

        if (Does is not null)
        {
            yield return new(ChatRole.Assistant, [Does]);
        }

        if (Fails is not null)
        {
            throw Fails;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>Keeps what it is told.</summary>
internal sealed class Notices : IFailoverListener
{
    public List<FailoverNotice> All { get; } = [];

    public void OnFailover(FailoverNotice notice) => All.Add(notice);
}
