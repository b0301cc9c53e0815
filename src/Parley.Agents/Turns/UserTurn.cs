using System.Text;
using System.Threading.Channels;
using Parley.Audio;

namespace Parley.Agents.Turns;

/// <summary>One turn of the other side, on its way through the recogniser.</summary>
/// <param name="sampleRate">The line's rate in Hz.</param>
internal sealed class UserTurn(int sampleRate) : IDisposable
{
    /// <summary>Frames kept for a slow recogniser: 40 s; more drops the oldest.</summary>
    private const int Backlog = 2000;

    private readonly CancellationTokenSource _cancellation = new();
    private readonly StringBuilder _text = new();
    private readonly Channel<AudioFrame> _audio = Channel.CreateBounded<AudioFrame>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });

    /// <summary>How long it lasts so far.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>How much of it was speech.</summary>
    public TimeSpan Speech { get; set; }

    /// <summary>Whether voice activity was found in it.</summary>
    public bool HasVoice { get; set; }

    /// <summary>How sure it is that it is a turn at all.</summary>
    public TurnStart Start { get; set; }

    /// <summary>Whether the agent's own code began it, and ended it.</summary>
    public bool IsStartDemanded { get; set; }

    public bool IsStopDemanded { get; set; }

    /// <summary>Until when, in the line's time, the agent waits to know what it is; set once its sound is over.</summary>
    public TimeSpan? DoubtUntil { get; set; }

    /// <summary>Whether it began where the turn before was cut for its length.</summary>
    public bool IsContinuation { get; init; }

    /// <summary>When, in the line's time, the recogniser is given up.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>Whether the recogniser has been given up.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whether all words have come, or none will.</summary>
    public bool IsTold { get; set; }

    /// <summary>Whether words prepared beforehand answer it, so that the model need not.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>The final words so far.</summary>
    public string Text => _text.ToString();

    /// <summary>The words behind them, which may still change.</summary>
    public string Interim { get; set; } = "";

    /// <summary>All words so far.</summary>
    public string Words => Interim.Length == 0 ? Text : _text.Length == 0 ? Interim : $"{_text} {Interim}";

    /// <summary>Adds final words.</summary>
    public void Append(string text)
    {
        if (text.Length > 0)
        {
            _text.Append(_text.Length > 0 ? " " : "").Append(text);
        }
    }

    /// <summary>Adds what was heard.</summary>
    public void Hear(ReadOnlySpan<short> samples)
    {
        Duration += TimeSpan.FromSeconds((double)samples.Length / sampleRate);
        if (!IsTold)
        {
            _audio.Writer.TryWrite(new(samples.ToArray(), sampleRate));
        }
    }

    /// <summary>Nothing more is to be heard.</summary>
    public void Stop() => _audio.Writer.TryComplete();

    /// <summary>Nobody waits for the words any more.</summary>
    public void Cancel()
    {
        Stop();
        _cancellation.Cancel();
    }

    public void Dispose() => _cancellation.Dispose();

    /// <summary>Runs the recogniser over the turn.</summary>
    /// <exception cref="TurnFailure">It failed.</exception>
    public async Task TranscribeAsync(ISpeechToText recogniser, SpeechToTextOptions options, Action<Transcript> heard)
    {
        var cancellationToken = _cancellation.Token;
        try
        {
            var audio = _audio.Reader.DrainAsync(cancellationToken);
            await foreach (var transcript in recogniser.TranscribeAsync(audio, options, cancellationToken))
            {
                heard(transcript);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new TurnFailure(TurnFailure.SpeechToText, exception);
        }
    }
}
