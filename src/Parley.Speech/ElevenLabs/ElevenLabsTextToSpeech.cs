using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Vendors;

namespace Parley.Speech.ElevenLabs;

/// <summary>
/// ElevenLabs' streaming speech (<c>wss://api.elevenlabs.io/v1/text-to-speech/{voice}/stream-input</c>), one connection per text: its first sound comes while the rest is
/// made. May be used by any number of calls at once. Cancelling a reader hangs up. When the connection breaks, the words that were not spoken yet are asked for anew.
/// </summary>
public sealed class ElevenLabsTextToSpeech : ITextToSpeech
{
    private readonly ElevenLabsOptions _options;
    private readonly TimeProvider _time;
    private readonly Vendor _vendor;
    private readonly VendorVoice _voice;

    /// <summary>Creates the voice. It connects with the first text.</summary>
    /// <param name="options">Key, voice, model and limits.</param>
    /// <param name="time">The clock of the limits.</param>
    public ElevenLabsTextToSpeech(IOptions<ElevenLabsOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options.Value, time);
        _vendor = new("ElevenLabs", ElevenLabsOptions.Section, _options.Server!, _options.ApiKey);
        var rate = int.Parse(_options.OutputFormat.Split('_')[1], CultureInfo.InvariantCulture);
        _voice = new(_options, new(_options.OutputFormat.StartsWith("ulaw", StringComparison.Ordinal), rate), Usage, time, SpeakAsync);
    }

    /// <summary>What was asked of it so far.</summary>
    public VendorUsage Usage { get; } = new("elevenlabs");

    /// <inheritdoc/>
    /// <exception cref="SpeechException">The key, the quota, the network or the vendor failed; the message says what to do.</exception>
    public IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, CancellationToken cancellationToken) =>
        _voice.SynthesizeAsync(text, options, cancellationToken);

    private async Task SpeakAsync(Utterance utterance, TextToSpeechOptions wishes, CancellationToken cancellationToken)
    {
        await using var socket = await VendorSocket.ConnectAsync(
            _vendor, Address(wishes), [("xi-api-key", _options.ApiKey!)], _options.ConnectTimeout, _time, cancellationToken);
        using var patience = new VendorPatience(socket, _vendor, _options.Timeout, _time, cancellationToken);
        await patience.GuardAsync(s => SendAsync(s, utterance.Text, wishes));

        var characters = 0;
        while (true)
        {
            var message = await patience.GuardAsync(s => s.ReceiveAsync());
            if (message.Closed is { } code)
            {
                // Some models close without having said that it was all.
                if (code is WebSocketCloseStatus.NormalClosure && utterance.Sound > TimeSpan.Zero)
                {
                    return;
                }

                throw code is WebSocketCloseStatus.NormalClosure
                    ? _vendor.BadAnswer("an end without any sound.")
                    : ElevenLabsErrors.Explain(_vendor, null, message.Reason, (int)code);
            }

            if (Take(message.Body.Span, utterance, ref characters))
            {
                await socket.LeaveAsync();
                return;
            }
        }
    }

    /// <summary>The settings with a space, the words with a flush, and nothing, which ends the text.</summary>
    private async Task<bool> SendAsync(VendorSocket socket, string text, TextToSpeechOptions wishes)
    {
        double? speed = wishes.Speed is 1 ? null : Math.Clamp(wishes.Speed, 0.7, 1.2);
        VoiceSettings? settings = speed is null && _options is { Stability: null, SimilarityBoost: null } ? null : new(_options.Stability, _options.SimilarityBoost, speed);
        await socket.SendAsync(JsonSerializer.Serialize(new(" ", settings), ElevenLabsJson.Default.ElevenLabsText));
        await socket.SendAsync(JsonSerializer.Serialize(new(text.TrimEnd() + " ", Flush: true), ElevenLabsJson.Default.ElevenLabsText));
        await socket.SendAsync(JsonSerializer.Serialize(new(""), ElevenLabsJson.Default.ElevenLabsText));
        return true;
    }

    /// <summary>Takes a message. Returns whether it was the last.</summary>
    private bool Take(ReadOnlySpan<byte> json, Utterance utterance, ref int characters)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(json, ElevenLabsJson.Default.ElevenLabsAnswer) ?? throw new JsonException("it is null");
            if (answer.Error is not null || (answer is { Audio: null, IsFinal: null, Message: not null }))
            {
                throw ElevenLabsErrors.Explain(_vendor, answer.Error, answer.Message, answer.Code);
            }

            if (answer.Audio is { Length: > 0 } audio)
            {
                utterance.Hear(Convert.FromBase64String(audio));
                if (answer.Alignment?.Chars is { Length: > 0 } chars)
                {
                    characters += chars.Sum(c => c?.Length ?? 0);
                    utterance.Align(characters, utterance.Sound);
                }
            }

            return answer.IsFinal is true;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw _vendor.BadAnswer(exception.Message, exception);
        }
    }

    private Uri Address(TextToSpeechOptions wishes)
    {
        List<(string, string)> query =
        [
            ("model_id", _options.Model),
            ("output_format", _options.OutputFormat),
            ("auto_mode", "true"),
            ("sync_alignment", "true"),
            ("apply_text_normalization", _options.TextNormalization),
        ];
        if (wishes.Language is { Length: > 0 } language)
        {
            query.Add(("language_code", language.Split('-')[0]));
        }

        return new Uri(_options.Server!, $"/v1/text-to-speech/{Uri.EscapeDataString(wishes.Voice ?? _options.Voice!)}/stream-input?{WebSocketAddress.Query(query)}");
    }
}
