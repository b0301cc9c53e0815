using System.Runtime.CompilerServices;
using Parley.Audio;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Hears the next scripted words in every turn.</summary>
internal sealed class FakeRecogniser(params string[] words) : ISpeechToText
{
    private readonly Queue<string> _words = new(words);

    /// <summary>How much of each turn it was given.</summary>
    public List<TimeSpan> Heard { get; } = [];

    public int Running { get; private set; }

    public Exception? Failure { get; set; }

    /// <summary>Never finishes a turn.</summary>
    public bool Hangs { get; init; }

    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Running++;
        try
        {
            var heard = TimeSpan.Zero;
            await foreach (var frame in audio)
            {
                heard += frame.Duration;
            }

            Heard.Add(heard);
            if (Failure is { } failure)
            {
                Failure = null;
                throw failure;
            }

            if (Hangs)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            if (_words.TryDequeue(out var text))
            {
                yield return new(text[..(text.Length / 2)], IsFinal: false);
                yield return new(text, IsFinal: true);
            }
        }
        finally
        {
            Running--;
        }
    }
}
