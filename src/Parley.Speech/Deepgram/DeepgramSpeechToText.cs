using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>
/// Deepgram's streaming transcription (<c>wss://api.deepgram.com/v1/listen</c>): words come while the caller still speaks. May be used by any number of calls at once.
/// Cancelling a reader hangs up. A connection that breaks in the middle is replaced, without loss of sound.
/// </summary>
public sealed class DeepgramSpeechToText : ISpeechToText, IAsyncDisposable
{
    private readonly DeepgramOptions _options;
    private readonly TimeProvider _time;
    private readonly Vendor _vendor;
    private readonly DeepgramPool _pool;

    /// <summary>Creates the recogniser. It connects with the first turn.</summary>
    /// <param name="options">Key, model and limits.</param>
    /// <param name="time">The clock of the limits.</param>
    public DeepgramSpeechToText(IOptions<DeepgramOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options.Value, time);
        _vendor = new("Deepgram", DeepgramOptions.Section, _options.Server!, _options.ApiKey);
        _pool = new(_vendor, _options, time);
    }

    /// <summary>What was asked of it so far.</summary>
    public VendorUsage Usage { get; } = new("deepgram");

    /// <inheritdoc/>
    /// <exception cref="SpeechException">The key, the quota, the network or the vendor failed; the message says what to do.</exception>
    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio,
        SpeechToTextOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = Channel.CreateUnbounded<Transcript>(new() { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hearing = HearAsync(audio, options, words.Writer, stop.Token);
        try
        {
            await foreach (var transcript in words.Reader.DrainAsync(cancellationToken))
            {
                yield return transcript;
            }
        }
        finally
        {
            stop.Cancel();
            await hearing;
        }
    }

    /// <summary>Ends the connections that wait.</summary>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task HearAsync(
        IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, ChannelWriter<Transcript> words, CancellationToken cancellationToken)
    {
        try
        {
            Usage.CountRequest();
            await new DeepgramTurn(_pool, _options, _vendor, Usage, _time, words).RunAsync(audio, options, cancellationToken);
            words.Complete();
        }
        catch (Exception exception)
        {
            if (exception is SpeechException failure)
            {
                Usage.CountFailure(failure.Failure);
            }

            words.Complete(exception);
        }
    }
}
