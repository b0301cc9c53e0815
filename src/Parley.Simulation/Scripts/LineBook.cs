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

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, Task<Entry>> _entries = new(StringComparer.Ordinal); // in the order in which they were asked for

    private sealed record Entry(SpokenLine Line, Contour Contour);

    /// <summary>The lines that are rendered.</summary>
    public IEnumerable<SpokenLine> Lines => Rendered().Select(entry => entry.Line);

    /// <summary>Puts in a line that was recorded before.</summary>
    public void Add(SpokenLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (_gate)
        {
            _entries.TryAdd(line.Text, Task.FromResult(new Entry(line, Contour.Of(line.Sound))));
        }
    }

    /// <summary>Renders a text sentence by sentence, or takes the renderings that are there already.</summary>
    /// <returns>The sentences in their order.</returns>
    public async Task<IReadOnlyList<SpokenLine>> GetAsync(string text, CancellationToken cancellationToken)
    {
        var lines = new List<SpokenLine>();
        foreach (var sentence in SentenceEnd().Split(text).Where(s => !string.IsNullOrWhiteSpace(s)))
        {
            var entry = Find(sentence);
            try
            {
                lines.Add((await entry.UntilAsync(cancellationToken)).Line);
            }
            catch when (entry.IsFaulted)
            {
                Forget(sentence, entry); // so that the next call tries again
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

    private Entry[] Rendered()
    {
        lock (_gate)
        {
            return [.. _entries.Values.Where(entry => entry.IsCompletedSuccessfully).Select(entry => entry.Result)];
        }
    }

    private Task<Entry> Find(string sentence)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(sentence, out var entry))
            {
                _entries.Add(sentence, entry = RenderAsync(sentence));
            }

            return entry;
        }
    }

    private void Forget(string sentence, Task<Entry> entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(sentence, out var known) && known == entry)
            {
                _entries.Remove(sentence);
            }
        }
    }

    private async Task<Entry> RenderAsync(string sentence)
    {
        await Task.Yield(); // The voice works outside of the lock.
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
