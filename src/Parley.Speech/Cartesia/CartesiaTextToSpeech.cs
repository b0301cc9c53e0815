using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Vendors;

namespace Parley.Speech.Cartesia;

/// <summary>
/// Cartesia's streaming speech (<c>wss://api.cartesia.ai/tts/websocket</c>): all texts share one connection, each as a context of its own
/// (docs.cartesia.ai/use-the-api/tts-websocket/contexts). May be used by any number of calls at once. Cancelling a reader cancels its context only. When the
/// connection breaks, the words that were not spoken yet are asked for anew.
/// </summary>
public sealed class CartesiaTextToSpeech : ITextToSpeech, IAsyncDisposable
{
    private readonly CartesiaOptions _options;
    private readonly TimeProvider _time;
    private readonly Vendor _vendor;
    private readonly CartesiaLink _link;
    private readonly VendorVoice _voice;

    /// <summary>Creates the voice. It connects with the first text.</summary>
    /// <param name="options">Key, voice, model and limits.</param>
    /// <param name="time">The clock of the limits.</param>
    public CartesiaTextToSpeech(IOptions<CartesiaOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options.Value, time);
        _vendor = new("Cartesia", CartesiaOptions.Section, _options.Server!, _options.ApiKey);
        _link = new(_vendor, _options, Usage, time);
        _voice = new(_options, new(_options.Encoding == "pcm_mulaw", _options.SampleRate), Usage, time, SpeakAsync);
    }

    /// <summary>What was asked of it so far.</summary>
    public VendorUsage Usage { get; } = new("cartesia");

    /// <inheritdoc/>
    /// <exception cref="SpeechException">The key, the quota, the network or the vendor failed; the message says what to do.</exception>
    public IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, CancellationToken cancellationToken) =>
        _voice.SynthesizeAsync(text, options, cancellationToken);

    /// <summary>Ends the connection.</summary>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task SpeakAsync(Utterance utterance, TextToSpeechOptions wishes, CancellationToken cancellationToken)
    {
        var connection = await _link.GetAsync(cancellationToken);
        var context = connection.Open(out var answers);
        var isDone = false;
        using var patience = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            connection.Send(JsonSerializer.Serialize(Request(utterance.Text, wishes, context), CartesiaJson.Default.CartesiaRequest));
            var position = 0;
            while (!isDone && await answers.WaitToReadAsync(either.Token))
            {
                while (!isDone && answers.TryRead(out var answer))
                {
                    patience.CancelAfter(_options.Timeout);
                    isDone = Take(answer, utterance, ref position);
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            connection.Retire();
            throw _vendor.TimedOut("did not go on", _options.Timeout);
        }
        finally
        {
            connection.Close(context);
            if (!isDone)
            {
                connection.Send(JsonSerializer.Serialize(new(context), CartesiaJson.Default.CartesiaCancel));
            }
        }
    }

    /// <summary>Takes an answer. Returns whether it was the last.</summary>
    private bool Take(CartesiaAnswer answer, Utterance utterance, ref int position)
    {
        switch (answer.Type)
        {
            case "chunk" when answer.Data is { } data:
                Hear(data, utterance);
                return false;
            case "timestamps":
                Align(answer.WordTimestamps, utterance, ref position);
                return false;
            case "error":
                // docs.cartesia.ai/use-the-api/api-errors: words of version 2026-03-01, or one text before it.
                throw _vendor.Refused(answer.StatusCode ?? 0, $"{answer.ErrorCode} {answer.Title ?? answer.Error} {answer.Message}");
            default:
                return answer.Type == "done";
        }
    }

    private void Hear(string data, Utterance utterance)
    {
        try
        {
            utterance.Hear(Convert.FromBase64String(data));
        }
        catch (FormatException exception)
        {
            throw _vendor.BadAnswer("sound that is not Base64.", exception);
        }
    }

    private static void Align(CartesiaWords? words, Utterance utterance, ref int position)
    {
        for (var i = 0; i < Math.Min(words?.Words?.Length ?? 0, words?.End?.Length ?? 0); i++)
        {
            var found = utterance.Text.IndexOf(words!.Words![i] ?? "", position, StringComparison.OrdinalIgnoreCase);
            if (found >= 0 && words.End![i] is >= 0 and < 86_400)
            {
                position = found + words.Words[i].Length;
                utterance.Align(position, TimeSpan.FromSeconds(words.End[i]));
            }
        }
    }

    private CartesiaRequest Request(string text, TextToSpeechOptions wishes, string context) => new()
    {
        ModelId = _options.Model,
        Transcript = text,
        Voice = new(wishes.Voice ?? _options.Voice!),
        Language = (wishes.Language ?? _options.Language)?.Split('-')[0],
        ContextId = context,
        OutputFormat = new(_options.Encoding, _options.SampleRate),
        AddTimestamps = true,
        GenerationConfig = wishes.Speed is 1 ? null : new(Math.Clamp(wishes.Speed, 0.6, 1.5)),
    };
}
