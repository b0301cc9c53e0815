using System.Text.Json;
using Parley.Audio.Codecs;
using Parley.Speech.Tests.Vendors;

namespace Parley.Speech.Tests.OpenAiRealtime;

/// <summary>One session of a <see cref="RealtimeServer"/>.</summary>
internal sealed class RealtimePeer(VendorPeer peer, Func<RealtimeTurn, RealtimeAnswer> answer, Action<JsonElement> received, Action<string> refused) : IAsyncDisposable
{
    /// <summary>Sound in one event: 100 ms.</summary>
    private const int Piece = 800;

    private readonly SemaphoreSlim _sending = new(1);
    private readonly Dictionary<string, int> _milliseconds = [];
    private readonly List<string> _outputs = [];
    private CancellationTokenSource _cancel = new();
    private Task _answering = Task.CompletedTask;
    private int _loud;
    private int _quiet;
    private int _heard;
    private int _responses;
    private bool _isSpeaking;

    public async Task RunAsync()
    {
        await SendAsync(new { type = "session.created", session = new { type = "realtime", id = "sess_1" } });
        while (await peer.ReceiveAsync() is { Text: { } text })
        {
            var message = JsonElement.Parse(text);
            if (message.GetProperty("type").GetString() is "input_audio_buffer.append")
            {
                await HearAsync(message.GetProperty("audio").GetBytesFromBase64());
                continue;
            }

            received(message);
            await TakeAsync(message);
        }

        await _cancel.CancelAsync();
        await _answering;
    }

    public ValueTask DisposeAsync()
    {
        _cancel.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task TakeAsync(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "session.update":
                await SendAsync(new { type = "session.updated", session = new { type = "realtime", id = "sess_1" } });
                break;
            case "conversation.item.create":
                var item = message.GetProperty("item");
                if (item.GetProperty("type").GetString() is "function_call_output")
                {
                    _outputs.Add(item.GetProperty("output").GetString()!);
                }

                await SendAsync(new { type = "conversation.item.added", item = new { id = "added", type = "message" } });
                break;
            case "response.create" when !_answering.IsCompleted:
                await RefuseAsync(message, "conversation_already_has_active_response", "Conversation already has an active response in progress.");
                break;
            case "response.create":
                var response = message.GetProperty("response");
                var turn = new RealtimeTurn(response.TryGetProperty("instructions", out var text) ? text.GetString() : null, _heard, [.. _outputs]);
                _cancel.Dispose();
                _cancel = new();
                _answering = AnswerAsync($"resp_{++_responses}", answer(turn), _cancel.Token);
                break;
            case "response.cancel" when _answering.IsCompleted:
                await RefuseAsync(message, "response_cancel_not_active", "Cancellation failed: no active response found");
                break;
            case "response.cancel":
                await _cancel.CancelAsync();
                break;
            case "conversation.item.truncate":
                await TruncateAsync(message, message.GetProperty("item_id").GetString()!, message.GetProperty("audio_end_ms").GetInt32());
                break;
            case "conversation.item.delete":
                await SendAsync(new { type = "conversation.item.deleted", item_id = message.GetProperty("item_id").GetString() });
                break;
        }
    }

    private async Task TruncateAsync(JsonElement message, string item, int milliseconds)
    {
        if (!_milliseconds.TryGetValue(item, out var length) || milliseconds > length)
        {
            await RefuseAsync(message, "invalid_value", $"Audio content of {length}ms is already shorter than {milliseconds}ms");
            return;
        }

        _milliseconds[item] = milliseconds;
        await SendAsync(new { type = "conversation.item.truncated", item_id = item, content_index = 0, audio_end_ms = milliseconds });
    }

    private async Task HearAsync(byte[] sound)
    {
        var samples = new short[sound.Length];
        G711.DecodeMuLaw(sound, samples);
        var isLoud = samples.Average(sample => Math.Abs((double)sample)) > 300;
        (_loud, _quiet) = isLoud ? (_loud + 1, 0) : (0, _quiet + 1);
        if (!_isSpeaking && _loud >= 5)
        {
            _isSpeaking = true;
            await SendAsync(new { type = "input_audio_buffer.speech_started", audio_start_ms = 0, item_id = $"item_u{_heard + 1}" });
        }
        else if (_isSpeaking && _quiet >= 25)
        {
            _isSpeaking = false;
            var id = $"item_u{++_heard}";
            await SendAsync(new { type = "input_audio_buffer.speech_stopped", audio_end_ms = 0, item_id = id });
            await SendAsync(new { type = "input_audio_buffer.committed", item_id = id });
            await SendAsync(new { type = "conversation.item.input_audio_transcription.completed", item_id = id, content_index = 0, transcript = $"Turn {_heard}." });
        }
    }

    private async Task AnswerAsync(string id, RealtimeAnswer answer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var status = "completed";
        await SendAsync(new { type = "response.created", response = new { id, status = "in_progress" } });
        try
        {
            if (answer.Words is { } words)
            {
                await SpeakAsync(id, $"item_{id}", words, cancellationToken);
            }

            if (answer.Function is { } function)
            {
                var (item, call) = ($"item_{id}_call", $"call_{id}");
                await SendAsync(new { type = "response.output_item.added", response_id = id, item = new { id = item, type = "function_call", call_id = call, name = function } });
                await SendAsync(new { type = "response.function_call_arguments.done", response_id = id, item_id = item, call_id = call, arguments = answer.Arguments });
            }
        }
        catch (OperationCanceledException)
        {
            status = "cancelled";
        }

        await SendAsync(new { type = "response.done", response = new { id, status, usage = new { input_tokens = 20, output_tokens = 10 } } });
    }

    /// <summary>Sound at the pace of people, sent five times as fast.</summary>
    private async Task SpeakAsync(string id, string item, string words, CancellationToken cancellationToken)
    {
        await SendAsync(new { type = "response.output_item.added", response_id = id, item = new { id = item, type = "message", role = "assistant" } });
        await SendAsync(new { type = "response.content_part.added", response_id = id, item_id = item, content_index = 0, part = new { type = "audio" } });
        await SendAsync(new { type = "response.output_audio_transcript.delta", response_id = id, item_id = item, delta = words });
        var pieces = 1 + (words.Length / 2);
        for (var i = 0; i < pieces; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _milliseconds[item] = _milliseconds.GetValueOrDefault(item) + 100;
            await SendAsync(new { type = "response.output_audio.delta", response_id = id, item_id = item, content_index = 0, delta = Convert.ToBase64String(Hum(i)) });
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        await SendAsync(new { type = "response.output_audio_transcript.done", response_id = id, item_id = item, transcript = words });
        await SendAsync(new { type = "response.output_audio.done", response_id = id, item_id = item });
    }

    private static byte[] Hum(int piece)
    {
        var samples = new short[Piece];
        for (var i = 0; i < Piece; i++)
        {
            var at = (piece * Piece) + i;
            samples[i] = (short)(6000 * Math.Sin(at * 0.16) * (0.6 + (0.4 * Math.Sin(at * 0.004))));
        }

        var sound = new byte[Piece];
        G711.EncodeMuLaw(samples, sound);
        return sound;
    }

    private Task RefuseAsync(JsonElement message, string code, string text)
    {
        refused(text);
        return SendAsync(new
        {
            type = "error",
            error = new { type = "invalid_request_error", code, message = text, event_id = message.TryGetProperty("event_id", out var id) ? id.GetString() : null },
        });
    }

    private async Task SendAsync(object message)
    {
        await _sending.WaitAsync();
        try
        {
            await peer.SendAsync(message);
        }
        catch (Exception exception) when (exception is System.Net.WebSockets.WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone.
        }
        finally
        {
            _sending.Release();
        }
    }
}
