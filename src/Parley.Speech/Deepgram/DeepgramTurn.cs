using System.Buffers.Binary;
using System.Threading.Channels;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Codecs;
using Parley.Audio.Resampling;
using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>
/// One turn on its way through Deepgram. When the connection breaks, another takes over, and gets all sound again whose words were not final.
/// </summary>
internal sealed class DeepgramTurn(
    DeepgramPool pool, DeepgramOptions options, Vendor vendor, VendorUsage usage, TimeProvider time, ChannelWriter<Transcript> words)
{
    /// <summary>By how much the vendor's idea of the sound's length may differ from ours: its figures are rounded.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(30);

    private readonly UnheardSound _sound = new();
    private readonly TaskCompletionSource<int?> _firstRate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _language;
    private bool _isMuLaw;
    private int _sampleRate;
    private Transcript? _provisional;

    /// <summary>Runs to the last final words.</summary>
    /// <exception cref="SpeechException">It failed for good.</exception>
    public async Task RunAsync(IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions wishes, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = ListenAsync(audio, stop.Token);
        try
        {
            if (await _firstRate.Task is not { } sampleRate)
            {
                return;
            }

            (_sampleRate, _language) = (sampleRate, wishes.Language ?? options.Language);
            await SendAsync(DeepgramQuery.For(options, wishes, sampleRate, _isMuLaw), cancellationToken);
        }
        finally
        {
            stop.Cancel();
            await listening;
        }
    }

    private int BytesPerSecond => _isMuLaw ? _sampleRate : 2 * _sampleRate;

    private async Task ListenAsync(IAsyncEnumerable<AudioFrame> audio, CancellationToken cancellationToken)
    {
        try
        {
            var sampleRate = 0;
            await foreach (var frame in audio.WithCancellation(cancellationToken))
            {
                if (sampleRate == 0)
                {
                    sampleRate = frame.SampleRate;
                    _isMuLaw = options.UseMuLaw && sampleRate == 8_000;
                    _firstRate.SetResult(sampleRate);
                }

                _sound.Append(ToBytes(frame, sampleRate));
            }

            _sound.Complete();
            _firstRate.TrySetResult(null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _firstRate.TrySetCanceled(cancellationToken);
        }
        catch (Exception exception)
        {
            // The line broke: what came before it is still worth hearing.
            _sound.Complete();
            _firstRate.TrySetException(exception);
        }
    }

    private async Task SendAsync(Uri uri, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            TimeSpan delay;
            try
            {
                var connection = await pool.TakeAsync(uri, cancellationToken);
                if (await SendOverAsync(connection, cancellationToken))
                {
                    await pool.GiveBackAsync(connection);
                }

                return;
            }
            catch (SpeechException broken) when (options.MayRetry(broken, attempt))
            {
                delay = broken.RetryAfter ?? options.RetryDelay;
            }

            usage.CountReconnect();
            _sound.Rewind();
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>Sends over one connection what was not heard yet, and takes the words.</summary>
    /// <returns>Whether the vendor told everything, so that nothing of this turn can come later; if not, the connection is ended.</returns>
    private async Task<bool> SendOverAsync(DeepgramConnection connection, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var reception = new Reception(connection.Sent, _sound.Heard);
        var sending = SendSoundAsync(connection, reception, patience, either.Token);
        var isClean = false;
        try
        {
            while (await connection.Messages.WaitToReadAsync(either.Token))
            {
                while (connection.Messages.TryRead(out var message))
                {
                    if (Take(message, reception))
                    {
                        return isClean = true;
                    }

                    patience.CancelAfter(reception.IsFinalizing ? options.FinalizeTimeout : options.Timeout);
                }
            }

            throw vendor.Unreachable("ended the stream");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            if (!reception.HasResults || !reception.IsFinalizing)
            {
                throw vendor.TimedOut("told nothing of what it heard", reception.IsFinalizing ? options.FinalizeTimeout : options.Timeout);
            }

            Settle();
            return false;
        }
        finally
        {
            patience.Cancel();
            if (!isClean)
            {
                await connection.DisposeAsync(); // also frees a sender that the vendor does not listen to any more
            }

            await sending;
        }
    }

    private async Task SendSoundAsync(DeepgramConnection connection, Reception reception, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        try
        {
            while (await _sound.WaitAsync(cancellationToken))
            {
                while (!cancellationToken.IsCancellationRequested && _sound.TryTake(out var sound))
                {
                    await connection.SendAsync(sound.Value);
                    usage.CountSound(TimeSpan.FromSeconds((double)sound.Value.Length / BytesPerSecond));
                }
            }

            reception.IsFinalizing = true;
            patience.CancelAfter(options.FinalizeTimeout);
            await connection.FinalizeAsync();
        }
        catch (OperationCanceledException)
        {
            // Over, or given up.
        }
        catch (ObjectDisposedException)
        {
            // Over while the last of it was sent.
        }
        catch (SpeechException)
        {
            // Who takes the words is told of the break.
        }
    }

    /// <summary>Takes a message. Returns whether it was the last of the turn.</summary>
    private bool Take(DeepgramMessage message, Reception reception)
    {
        if (message.Type == "Error")
        {
            throw vendor.Refused("Error", message.Trouble);
        }

        var heard = PositionOf(message.End) - reception.Before;
        if (message.Type != "Results")
        {
            return false; // Metadata, or an event of speech
        }

        if (heard <= 0)
        {
            usage.CountStray(); // the end of the turn before
            return false;
        }

        reception.HasResults = true;
        var until = TimeSpan.FromSeconds((double)Math.Min(reception.From + heard, _sound.Length) / BytesPerSecond);
        if (message.Text.Length > 0)
        {
            var transcript = new Transcript(message.Text, message.IsFinal)
            {
                Language = _language,
                Confidence = message.Confidence,
                Until = message.IsFinal ? until : null,
            };
            words.TryWrite(transcript);
            _provisional = message.IsFinal ? null : transcript;
        }

        if (!message.IsFinal)
        {
            return false;
        }

        _sound.HearUntil(reception.From + heard);
        return reception.IsFinalizing && (message.FromFinalize || reception.From + heard + PositionOf(Rounding) >= _sound.Length);
    }

    /// <summary>Takes the provisional words for final, since the vendor does not say more.</summary>
    private void Settle()
    {
        if (_provisional is { } last)
        {
            words.TryWrite(last with { IsFinal = true });
        }
    }

    private long PositionOf(TimeSpan time) => (long)(time.TotalSeconds * BytesPerSecond);

    private byte[] ToBytes(AudioFrame frame, int sampleRate)
    {
        var samples = frame.SampleRate == sampleRate ? frame.Samples.Span : Resampler.Convert(frame.Samples.Span, frame.SampleRate, sampleRate);
        if (_isMuLaw)
        {
            var law = new byte[samples.Length];
            G711.EncodeMuLaw(samples, law);
            return law;
        }

        var linear = new byte[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(linear.AsSpan(2 * i), samples[i]);
        }

        return linear;
    }

    /// <summary>How one connection stands to the turn.</summary>
    /// <param name="before">How many bytes went over it before this turn.</param>
    /// <param name="from">From which byte of the turn on it gets the sound.</param>
    private sealed class Reception(long before, long from)
    {
        private volatile bool _isFinalizing;

        public long Before => before;

        public long From => from;

        /// <summary>Whether all sound was sent.</summary>
        public bool IsFinalizing
        {
            get => _isFinalizing;
            set => _isFinalizing = value;
        }

        public bool HasResults { get; set; }
    }
}
