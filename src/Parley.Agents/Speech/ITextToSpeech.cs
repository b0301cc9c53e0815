using Parley.Audio;

namespace Parley.Agents;

/// <summary>Turns text into speech. One instance may serve many conversations at once.</summary>
public interface ITextToSpeech
{
    /// <summary>
    /// Speaks a text, usually a sentence. Frames may be of any length and rate; the first should come as early as possible.
    /// </summary>
    /// <param name="text">What to say.</param>
    /// <param name="options">Voice and pace.</param>
    /// <param name="cancellationToken">Cancelled when the speech is interrupted.</param>
    IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, CancellationToken cancellationToken);
}
