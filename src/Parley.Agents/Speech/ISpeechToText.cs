using Parley.Audio;

namespace Parley.Agents;

/// <summary>Turns speech into text. One instance may serve many conversations at once.</summary>
public interface ISpeechToText
{
    /// <summary>
    /// Transcribes one turn of one speaker. Interim transcripts may come while audio still flows; the sequence ends after the last final
    /// one, as soon as possible after <paramref name="audio"/> has ended. A turn without words gives none.
    /// </summary>
    /// <param name="audio">The turn, from shortly before the speech began; it ends when the speaker has been silent for the turn's silence
    /// window.</param>
    /// <param name="options">Language and vocabulary.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the text any more.</param>
    IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, CancellationToken cancellationToken);
}
