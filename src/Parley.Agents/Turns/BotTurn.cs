using System.Threading.Channels;
using Parley.Agents.Latency;
using Parley.Agents.Lines;
using Parley.Agents.SpeechToSpeech;
using Parley.Audio.Resampling;

namespace Parley.Agents.Turns;

/// <summary>
/// One turn of the bot: words
/// -> sentences -> sound -> line, three tasks joined by bounded channels, under one cancellation. It works ahead while it is held, and
/// plays once released.
/// </summary>
internal sealed class BotTurn : IDisposable
{
    private readonly ITextToSpeech? _voice;
    private readonly TextToSpeechOptions _options;
    private readonly AgentAudioPort _line;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool>? _played;
    private readonly Channel<string> _sentences = Channel.CreateBounded<string>(8);
    private long _start = long.MaxValue;
    private long _end = long.MaxValue;

    public BotTurn(
        ITurnText text, ITextToSpeech? voice, TextToSpeechOptions options, AgentAudioPort line, TurnMarks marks, TaskCompletionSource<bool>? played = null)
    {
        (Text, _voice, _options, _line, Marks, _played) = (text, voice, options, line, marks, played);
        Spoken = new(line.SampleRate);
        Speech = voice is null || text is ModelReply ? new(text, line.SampleRate) : null;
    }

    public ITurnText Text { get; }

    /// <summary>When its stages were reached.</summary>
    public TurnMarks Marks { get; }

    /// <summary>Whether the other side may speak into it.</summary>
    public bool IsInterruptible { get; set; } = true;

    /// <summary>Whether the call ends with its last sample.</summary>
    public bool EndsCall { get; set; }

    /// <summary>Whether its first sample went into the room.</summary>
    public bool IsAudible { get; set; }

    /// <summary>Whether everything that will be said is in the line.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Which engine failed, if one did.</summary>
    public TurnFailure? Failure { get; set; }

    /// <summary>The position of its first sample; the end of time before it holds the line.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>The position behind its last sample; the end of time before everything is written.</summary>
    public long End => Volatile.Read(ref _end);

    public SpokenText Spoken { get; }

    /// <summary>What a model that speaks by itself says in it; <see langword="null"/> when a voice speaks.</summary>
    public ModelSpeech? Speech { get; }

    /// <summary>The words whose sound lies before a position.</summary>
    public string SpokenUntil(long position) => Speech is null ? Spoken.Until(position) : Speech.Until(position);

    /// <summary>Lets it play.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Stops thinking, speaking and writing.</summary>
    public void Cancel()
    {
        _released.TrySetCanceled();
        if (!IsWritten)
        {
            _cancellation.Cancel();
        }
    }

    /// <summary>Says something between its own sentences, unless they are all said.</summary>
    public void Interject(string text) => _sentences.Writer.TryWrite(text);

    /// <summary>Tells whoever waits whether it was said to its end.</summary>
    public void Settle(bool played) => _played?.TrySetResult(played);

    /// <summary>The same words again, from the first: for a turn that was cancelled before it was heard.</summary>
    public BotTurn Again() => new(Text, _voice, _options, _line, Marks, _played) { IsInterruptible = IsInterruptible, EndsCall = EndsCall };

    /// <summary>Whether its first sample went out before a position.</summary>
    public bool HasBegunBefore(long position) => Start < position;

    public void Dispose() => _cancellation.Dispose();

    /// <summary>Runs until everything is written to the line, or cancelled.</summary>
    /// <exception cref="TurnFailure">An engine failed; what was written before is played.</exception>
    public async Task RunAsync()
    {
        if (Speech is not null)
        {
            await PlayModelAsync(Speech, _cancellation.Token);
            return;
        }

        var sentences = _sentences;
        var sound = Channel.CreateBounded<Sound>(64);
        var cancellationToken = _cancellation.Token;
        await Waits.AllAsync([
            StageAsync(
                TurnFailure.Chat,
                () => sentences.Writer.TryComplete(),
                () => ThinkAsync(sentences.Writer, cancellationToken),
                cancellationToken),
            StageAsync(
                TurnFailure.TextToSpeech,
                () => sound.Writer.TryComplete() | sentences.Writer.TryComplete(),
                () => SpeakAsync(sentences.Reader, sound.Writer, cancellationToken),
                cancellationToken),
            PlayAsync(sound.Reader, cancellationToken),
        ]);
    }

    /// <summary>Runs a stage and hands its end, good or bad, to the next: what came before a failure is still said.</summary>
    private static async Task StageAsync(string engine, Func<bool> complete, Func<Task> stage, CancellationToken cancellationToken)
    {
        try
        {
            await stage();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new TurnFailure(engine, exception);
        }
        finally
        {
            complete();
        }
    }

    private async Task ThinkAsync(ChannelWriter<string> sentences, CancellationToken cancellationToken)
    {
        var aggregator = new SentenceAggregator();
        var reply = Text as ChatReply;
        if (reply is not null)
        {
            Marks.AskedChat(reply.Question);
        }

        await foreach (var words in Text.ReadAsync(cancellationToken))
        {
            if (reply is not null)
            {
                Marks.GotText(words);
            }

            aggregator.Append(words);
            while (aggregator.TryTake(out var sentence))
            {
                await PassAsync(sentences, sentence, cancellationToken);
            }
        }

        if (reply is not null)
        {
            Marks.GotAllText();
        }

        if (aggregator.TryFlush(out var rest))
        {
            await PassAsync(sentences, rest, cancellationToken);
        }
    }

    /// <summary>
    /// Hands a sentence to the voice; without effect once the voice has failed, since tools called by the model still have to finish.
    /// </summary>
    private static async Task PassAsync(ChannelWriter<string> sentences, string sentence, CancellationToken cancellationToken)
    {
        while (await sentences.WaitToWriteAsync(cancellationToken))
        {
            if (sentences.TryWrite(sentence))
            {
                return;
            }
        }
    }

    private async Task SpeakAsync(ChannelReader<string> sentences, ChannelWriter<Sound> sound, CancellationToken cancellationToken)
    {
        await foreach (var sentence in sentences.DrainAsync(cancellationToken))
        {
            await sound.WriteAsync(Sound.Begin(sentence), cancellationToken);
            Marks.AskedVoice(sentence);
            Resampler? resampler = null;
            await foreach (var frame in _voice!.SynthesizeAsync(sentence, _options, cancellationToken))
            {
                Marks.GotAudio();
                if (frame.SampleRate == _line.SampleRate && resampler is null)
                {
                    await sound.WriteAsync(Sound.Of(frame.Samples), cancellationToken);
                    continue;
                }

                if (resampler?.FromHz != frame.SampleRate)
                {
                    resampler = new(frame.SampleRate, _line.SampleRate);
                }

                var samples = new short[resampler.GetOutputLength(frame.Samples.Length)];
                resampler.Process(frame.Samples.Span, samples);
                await sound.WriteAsync(Sound.Of(samples), cancellationToken);
            }

            if (resampler is not null)
            {
                var tail = new short[(int)Math.Ceiling(resampler.Delay.TotalSeconds * _line.SampleRate) + 1];
                await sound.WriteAsync(Sound.Of(tail.AsMemory(0, resampler.Flush(tail))), cancellationToken);
            }

            Marks.GotAllAudio();
            await sound.WriteAsync(Sound.End, cancellationToken);
        }
    }

    private async Task PlayAsync(ChannelReader<Sound> sound, CancellationToken cancellationToken)
    {
        var writer = await OpenAsync();
        await foreach (var piece in sound.DrainAsync(cancellationToken))
        {
            switch (piece)
            {
                case { Sentence: { } text }:
                    Spoken.Begin(text, writer.Position);
                    break;
                case { IsEnd: true }:
                    Spoken.End(writer.Position);
                    break;
                default:
                    Marks.Play(piece.Samples.Span);
                    await writer.WriteAsync(piece.Samples, cancellationToken);
                    break;
            }
        }

        Volatile.Write(ref _end, writer.Position);
    }

    private async Task PlayModelAsync(ModelSpeech speech, CancellationToken cancellationToken)
    {
        var writer = await OpenAsync();
        await foreach (var samples in speech.PlayAsync(() => writer.Position, cancellationToken))
        {
            Marks.Play(samples);
            await writer.WriteAsync(samples, cancellationToken);
        }

        Volatile.Write(ref _end, writer.Position);
        if (speech.Failure is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Waits until it may play, and takes hold of the line.</summary>
    private async Task<PlaybackWriter> OpenAsync()
    {
        await _released.Task;
        var writer = _line.Playback.Open();
        _line.Mark(writer.Position);
        Volatile.Write(ref _start, writer.Position);
        return writer;
    }

    /// <summary>What lies between voice and line: the beginning of a sentence, its samples, its end.</summary>
    private readonly record struct Sound(string? Sentence, ReadOnlyMemory<short> Samples, bool IsEnd)
    {
        public static Sound End => new(null, default, true);

        public static Sound Begin(string sentence) => new(sentence, default, false);

        public static Sound Of(ReadOnlyMemory<short> samples) => new(null, samples, false);
    }
}
