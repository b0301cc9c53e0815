using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Resampling;

namespace Parley.Simulation.Scripts;

/// <summary>
/// All sentences that simulated callees say, rendered once, and a script that knows them again by their sound alone: no call id, no side
/// channel. A turn in which a sentence is not in the book has no words for it.
/// </summary>
/// <param name="voice">The callees' voice.</param>
/// <param name="options">Which voice, and how fast.</param>
public sealed partial class LineBook(ITextToSpeech voice, TextToSpeechOptions options) : IScript
{
    /// <summary>The telephone's rate, in Hz.</summary>
    public const int SampleRate = 8_000;

    private const int Margin = SampleRate / 50;

    private readonly ConcurrentDictionary<string, Lazy<Task<Entry>>> _entries = new(StringComparer.Ordinal);

    private sealed record Entry(SpokenLine Line, Contour Contour);

    /// <summary>The lines that are rendered.</summary>
    public IEnumerable<SpokenLine> Lines => Rendered().Select(entry => entry.Line);

    /// <summary>Puts in a line that was recorded before.</summary>
    public void Add(SpokenLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _ = _entries.GetOrAdd(line.Text, _ => new(() => Task.FromResult(new Entry(line, Contour.Of(line.Sound))))).Value;
    }

    /// <summary>Renders a text sentence by sentence, or takes the renderings that are there already.</summary>
    /// <returns>The sentences in their order.</returns>
    public async Task<IReadOnlyList<SpokenLine>> GetAsync(string text, CancellationToken cancellationToken)
    {
        var lines = new List<SpokenLine>();
        foreach (var sentence in SentenceEnd().Split(text).Where(s => !string.IsNullOrWhiteSpace(s)))
        {
            var entry = _entries.GetOrAdd(sentence, s => new(() => RenderAsync(s)));
            try
            {
                lines.Add((await entry.Value.WaitAsync(cancellationToken)).Line);
            }
            catch when (entry.Value.IsFaulted)
            {
                _entries.TryRemove(KeyValuePair.Create(sentence, entry)); // so that the next call tries again
                throw;
            }
        }

        return lines;
    }

    /// <inheritdoc/>
    public string? Read(AudioFrame turn)
    {
        var heard = Contour.Of(turn);
        var found = new List<(ContourMatch Match, string Text)>();
        foreach (var (match, text) in Rendered()
            .Select(entry => (Match: entry.Contour.FindIn(heard), entry.Line.Text))
            .Where(candidate => candidate.Match is not null)
            .OrderByDescending(candidate => candidate.Match!.Weight))
        {
            if (found.TrueForAll(other => !other.Match.Overlaps(match!)))
            {
                found.Add((match!, text));
            }
        }

        return found.Count == 0 ? null : string.Join(' ', found.OrderBy(line => line.Match.Start).Select(line => line.Text));
    }

    private IEnumerable<Entry> Rendered() =>
        _entries.Values.Where(entry => entry is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }).Select(entry => entry.Value.Result);

    private async Task<Entry> RenderAsync(string sentence)
    {
        var sampleRate = SampleRate;
        var samples = new List<short>();
        await foreach (var frame in voice.SynthesizeAsync(sentence, options, CancellationToken.None))
        {
            sampleRate = frame.SampleRate;
            samples.AddRange(frame.Samples.Span);
        }

        var sound = new AudioFrame(Trim(Resampler.Convert([.. samples], sampleRate, SampleRate)), SampleRate);
        return new Entry(new SpokenLine(sentence, sound), Contour.Of(sound));
    }

    /// <summary>Takes away the silence that voices put around a sentence: whoever says it decides on the pauses.</summary>
    private static short[] Trim(short[] samples)
    {
        var first = Math.Max(0, Array.FindIndex(samples, IsSound) - Margin);
        var last = Math.Min(samples.Length - 1, Array.FindLastIndex(samples, IsSound) + Margin);
        return samples[first..(last + 1)];
    }

    private static bool IsSound(short sample) => Math.Abs((int)sample) > 100;

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex SentenceEnd();
}
