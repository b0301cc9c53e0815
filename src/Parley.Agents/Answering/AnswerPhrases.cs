using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Agents.Answering;

/// <summary>
/// The phrases that give an answer away, per language. They are data: answer-phrases.json beside this file. A key that ends in '?' holds
/// weaker ones; '*' in a phrase stands for up to three words.
/// </summary>
internal sealed class AnswerPhrases
{
    /// <summary>What a phrase of a weak list counts.</summary>
    private const float WeakVote = 0.35f;

    private const string GreetingKey = "greeting";

    private readonly Language[] _languages;

    private AnswerPhrases(IEnumerable<Language> languages) => _languages = [.. languages];

    /// <summary>The lists that ship with Parley.</summary>
    public static AnswerPhrases Default { get; } = Load();

    /// <summary>The languages, as BCP 47 primary tags.</summary>
    public IEnumerable<string> Languages => _languages.Select(l => l.Name);

    /// <summary>The same without some phrases, drawn by chance: so that training meets recordings whose words are on no list.</summary>
    public AnswerPhrases Without(Random random, double share) =>
        new(_languages.Select(l => l with { Phrases = [.. l.Phrases.Where(_ => random.NextDouble() >= share)] }));

    /// <summary>Counts the votes in a text.</summary>
    /// <param name="words">Its words, as <see cref="AnswerText.Words"/> gives them.</param>
    /// <param name="votes">The votes of each <see cref="Cue"/>, in the language that has most of them.</param>
    /// <returns>The share of the words that only greet, 0 to 1.</returns>
    public float Vote(IReadOnlyList<string> words, Span<float> votes)
    {
        votes.Clear();
        var greeting = 0f;
        var unspaced = string.Concat(words);
        Span<float> own = stackalloc float[votes.Length];
        foreach (var language in _languages)
        {
            own.Clear();
            foreach (var phrase in language.Phrases)
            {
                if (phrase.IsIn(words, unspaced, language.IsSpaced))
                {
                    own[(int)phrase.Cue] += phrase.Vote;
                }
            }

            for (var i = 0; i < votes.Length; i++)
            {
                votes[i] = Math.Max(votes[i], own[i]);
            }

            var greets = language.IsSpaced
                ? words.Count(language.Greetings.Contains)
                : language.Greetings.Contains(unspaced) ? words.Count : 0;
            greeting = Math.Max(greeting, words.Count == 0 ? 0 : (float)greets / words.Count);
        }

        return greeting;
    }

    private static AnswerPhrases Load()
    {
        using var stream = typeof(AnswerPhrases).Assembly.GetManifestResourceStream("Parley.Agents.Answering.answer-phrases.json")
            ?? throw new InvalidOperationException("The phrases are not in the assembly.");
        var file = JsonSerializer.Deserialize(stream, AnswerPhrasesJson.Default.DictionaryStringDictionaryStringStringArray)
            ?? throw new JsonException("The phrase file is empty.");
        return new(file.Select(language => Read(language.Key, language.Value)));
    }

    private static Language Read(string name, Dictionary<string, string[]> lists)
    {
        var isSpaced = name != "ja";
        var phrases =
            from list in lists
            where list.Key != GreetingKey
            from phrase in list.Value
            select new Phrase(Enum.Parse<Cue>(list.Key.TrimEnd('?'), ignoreCase: true), list.Key.EndsWith('?') ? WeakVote : 1, AnswerText.Words(phrase));
        var greetings = lists[GreetingKey].SelectMany(AnswerText.Words);
        return new(name, isSpaced, [.. phrases], greetings.ToFrozenSet());
    }

    private sealed record Language(string Name, bool IsSpaced, Phrase[] Phrases, FrozenSet<string> Greetings);

    private sealed record Phrase(Cue Cue, float Vote, string[] Words)
    {
        private const int WidestGap = 3;

        private readonly string _unspaced = string.Concat(Words);

        public bool IsIn(IReadOnlyList<string> words, string unspaced, bool isSpaced)
        {
            if (!isSpaced)
            {
                return unspaced.Contains(_unspaced, StringComparison.Ordinal);
            }

            for (var start = 0; start + Words.Length <= words.Count + WidestGap; start++)
            {
                if (IsAt(words, start, 0))
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsAt(IReadOnlyList<string> words, int at, int word)
        {
            if (word == Words.Length)
            {
                return true;
            }

            if (Words[word] != AnswerText.Gap)
            {
                return at < words.Count && words[at] == Words[word] && IsAt(words, at + 1, word + 1);
            }

            for (var skipped = 0; skipped <= WidestGap; skipped++)
            {
                if (IsAt(words, at + skipped, word + 1))
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>Reads the lists without reflection.</summary>
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string[]>>))]
internal sealed partial class AnswerPhrasesJson : JsonSerializerContext;
