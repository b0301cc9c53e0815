using System.Globalization;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>The address of a stream, whose query says how to listen (developers.deepgram.com/reference/speech-to-text/listen-streaming).</summary>
internal static class DeepgramQuery
{
    /// <summary>Writes it.</summary>
    public static Uri For(DeepgramOptions options, SpeechToTextOptions wishes, int sampleRate, bool isMuLaw)
    {
        List<(string, string)> query =
        [
            ("model", options.Model),
            ("encoding", isMuLaw ? "mulaw" : "linear16"),
            ("sample_rate", sampleRate.ToString(CultureInfo.InvariantCulture)),
            ("channels", "1"),
            ("interim_results", "true"),
            ("punctuate", "true"),
            ("smart_format", options.SmartFormat ? "true" : "false"),
            ("endpointing", options.Endpointing == TimeSpan.Zero ? "false" : options.Endpointing.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)),
        ];
        if ((wishes.Language ?? options.Language) is { Length: > 0 } language)
        {
            query.Add(("language", language));
        }

        if (options.OptOutOfTraining)
        {
            query.Add(("mip_opt_out", "true"));
        }

        // Models before nova-3 know single keywords only (developers.deepgram.com/docs/keyterm).
        var vocabulary = options.Model.StartsWith("nova-2", StringComparison.Ordinal) ? "keywords" : "keyterm";
        query.AddRange(wishes.Vocabulary.Select(word => (vocabulary, word)));
        return new Uri(options.Server!, $"/v1/listen?{WebSocketAddress.Query(query)}");
    }
}
