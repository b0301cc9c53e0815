using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Pcm;

namespace Parley.Speech.Espeak;

/// <summary>
/// The local voice: runs espeak-ng as a program, one process per text, and hands on the sound (22.05 kHz) while it is rendered.
/// May be used by any number of calls at once. Cancelling a reader kills its process.
/// </summary>
public sealed partial class EspeakTextToSpeech : ITextToSpeech, IDisposable
{
    private readonly EspeakOptions _options;
    private readonly SemaphoreSlim _slots;

    /// <summary>Creates the voice. No program is started, and none looked for, before the first text.</summary>
    /// <param name="options">How it sounds, and how much of the machine it may take.</param>
    public EspeakTextToSpeech(IOptions<EspeakOptions> options)
    {
        _options = options.Value;
        _slots = new SemaphoreSlim(_options.MaxProcesses);
    }

    /// <inheritdoc/>
    /// <exception cref="SpeechException">espeak-ng is missing (the message says how to install it), refused the voice, or hung.</exception>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text,
        TextToSpeechOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var voice = Check(text, options.Voice ?? options.Language?.ToLowerInvariant() ?? _options.Voice);
        if (string.IsNullOrWhiteSpace(text))
        {
            yield break;
        }

        // A listener takes as long as the speech lasts; the process must not, so all of it may wait here (44 kB a second).
        var frames = Channel.CreateUnbounded<AudioFrame>(new() { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rendering = RenderAsync(text, voice, options, frames.Writer, stop.Token);
        try
        {
            await foreach (var frame in frames.Reader.ReadAllAsync(cancellationToken))
            {
                yield return frame;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await rendering;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task RenderAsync(
        string text,
        string voice,
        TextToSpeechOptions options,
        ChannelWriter<AudioFrame> frames,
        CancellationToken cancellationToken)
    {
        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                await RunAsync(text, voice, WordsPerMinute(options), frames, cancellationToken);
            }
            finally
            {
                _slots.Release();
            }

            frames.Complete();
        }
        catch (Exception exception)
        {
            frames.Complete(exception);
        }
    }

    private async Task RunAsync(string text, string voice, int wordsPerMinute, ChannelWriter<AudioFrame> frames, CancellationToken cancellationToken)
    {
        // A real process works in real time, whatever time the call runs in.
        using var timeout = new CancellationTokenSource(_options.Timeout, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await using var process = EspeakProcess.Start(_options, voice, wordsPerMinute);
        try
        {
            await process.SendAsync(Plain(text), stop.Token);
            if (await WaveStreamHeader.TryReadAsync(process.Output, stop.Token) is { } sampleRate)
            {
                await foreach (var frame in PcmStream.ReadFramesAsync(process.Output, sampleRate, stop.Token))
                {
                    frames.TryWrite(frame);
                }
            }

            await process.EndAsync(stop.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SpeechException(SpeechFailure.TimedOut, $"{_options.Program} did not finish within {_options.Timeout.TotalSeconds:0.#} s.");
        }
    }

    private string Check(string text, string voice)
    {
        if (text.Length > _options.MaxTextLength)
        {
            throw new SpeechException(
                SpeechFailure.Refused,
                string.Create(CultureInfo.InvariantCulture, $"A text of {text.Length} characters is longer than the {_options.MaxTextLength} that the local voice takes at once."));
        }

        return VoiceName().IsMatch(voice)
            ? voice
            : throw new SpeechException(SpeechFailure.Refused, $"'{voice}' is no espeak-ng voice: names look like en-us or en-gb+f3.");
    }

    private int WordsPerMinute(TextToSpeechOptions options) =>
        Math.Clamp((int)(_options.WordsPerMinute * options.Speed), 80, 450);

    /// <summary>Takes away what espeak-ng would not speak but obey: control characters, and phonemes in double brackets.</summary>
    private static string Plain(string text) => Commands().Replace(text, " ");

    [GeneratedRegex(@"\[(?=\[)|[\p{Cc}-[\r\n\t]]")]
    private static partial Regex Commands();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_+.-]*\z")]
    private static partial Regex VoiceName();
}
