using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Speech.ExtensionsAi;

/// <summary>
/// From and to the speech clients of Microsoft.Extensions.AI. Those are experimental (<c>MEAI001</c>), and so are these: they follow as those change.
/// </summary>
[Experimental("MEAI001")]
public static class SpeechClientExtensions
{
    /// <summary>
    /// Uses a client as a recogniser: it gets each turn as a WAV file once it is over. The vocabulary of a turn is not passed on, since its options have no place for it.
    /// </summary>
    /// <param name="client">The client; it stays the caller's.</param>
    public static ISpeechToText AsSpeechToText(this ISpeechToTextClient client) => new ClientSpeechToText(client);

    /// <summary>Uses a client as a voice: it is asked for samples (<c>pcm</c>), and may answer with a WAV file.</summary>
    /// <param name="client">The client; it stays the caller's.</param>
    /// <param name="sampleRate">The rate (Hz) of samples whose media type does not tell it.</param>
    public static ITextToSpeech AsTextToSpeech(this ITextToSpeechClient client, int sampleRate = 24_000) => new ClientTextToSpeech(client, sampleRate);

    /// <summary>
    /// Uses a recogniser as a client, for whole recordings: a mono WAV file (16-bit or G.711), or bare 16-bit little-endian samples whose rate is in
    /// <see cref="Microsoft.Extensions.AI.SpeechToTextOptions.SpeechSampleRate"/>.
    /// </summary>
    /// <param name="recogniser">The recogniser; it stays the caller's.</param>
    public static ISpeechToTextClient AsSpeechToTextClient(this ISpeechToText recogniser) => new SpeechToTextClient(recogniser);

    /// <summary>Uses a voice as a client: streamed, it gives samples (<c>audio/pcm;rate=...</c>, 16 bit, little-endian, mono); whole, a WAV file.</summary>
    /// <param name="voice">The voice; it stays the caller's.</param>
    public static ITextToSpeechClient AsTextToSpeechClient(this ITextToSpeech voice) => new TextToSpeechClient(voice);
}
