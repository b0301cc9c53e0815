using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Speech.Failover;

/// <summary>
/// The sound of one turn, kept as long as it was not finally heard, so that another recogniser can hear it. A task of its own takes it from the line, whose rate stays
/// the same; disposing ends and awaits that. A line that breaks ends the turn.
/// </summary>
internal sealed class TurnSound : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(long Start, AudioFrame Frame)> _frames = [];
    private readonly CancellationTokenSource _stop;
    private readonly Task _taking;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sampleRate = 8_000;
    private long _length;
    private long _heard;
    private long _given;
    private bool _isOver;

    public TurnSound(IAsyncEnumerable<AudioFrame> audio, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _taking = TakeAsync(audio);
    }

    /// <summary>Up to where everything was finally heard.</summary>
    public TimeSpan Heard => TimeOf(ref _heard);

    /// <summary>Up to where a recogniser was given it.</summary>
    public TimeSpan Given => TimeOf(ref _given);

    /// <summary>Whether the turn is over and was heard to its end.</summary>
    public bool IsAllHeard
    {
        get
        {
            lock (_lock)
            {
                return _isOver && _heard == _length;
            }
        }
    }

    /// <summary>What was not finally heard yet, and what still comes.</summary>
    /// <param name="onEnd">Called when the reader gets to the end.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<AudioFrame> ReadAsync(Action onEnd, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = 0L;
        while (true)
        {
            Task more;
            AudioFrame? next;
            lock (_lock)
            {
                next = Take(ref position);
                if (next is null && _isOver)
                {
                    break;
                }

                more = _more.Task;
            }

            if (next is not null)
            {
                yield return next;
            }
            else
            {
                await more.UntilAsync(cancellationToken);
            }
        }

        onEnd();
    }

    /// <summary>Everything up to a position was finally heard.</summary>
    public void HearUntil(TimeSpan position)
    {
        lock (_lock)
        {
            _heard = Math.Clamp((long)Math.Round(position.TotalSeconds * _sampleRate), _heard, _length);
            while (_frames.First is { Value: var first } && first.Start + first.Frame.Samples.Length <= _heard)
            {
                _frames.RemoveFirst();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _taking;
        _stop.Dispose();
    }

    /// <summary>The sound from a position on, or from where all before was heard; it mostly is the last that came.</summary>
    private AudioFrame? Take(ref long position)
    {
        position = Math.Max(position, _heard);
        var node = _frames.Last;
        while (node?.Previous is { } before && node.Value.Start > position)
        {
            node = before;
        }

        if (node is null || position >= node.Value.Start + node.Value.Frame.Samples.Length)
        {
            return null;
        }

        var (start, frame) = node.Value;
        var rest = frame with { Samples = frame.Samples[(int)(position - start)..] };
        position += rest.Samples.Length;
        _given = position;
        return rest;
    }

    private async Task TakeAsync(IAsyncEnumerable<AudioFrame> audio)
    {
        try
        {
            await foreach (var frame in audio.WithCancellation(_stop.Token))
            {
                Publish(() =>
                {
                    _sampleRate = frame.SampleRate;
                    _frames.AddLast((_length, frame));
                    _length += frame.Samples.Length;
                });
            }
        }
        catch (Exception)
        {
            // The line broke, or nobody wants the words: what came before is all there is.
        }

        Publish(() => _isOver = true);
    }

    private void Publish(Action change)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            change();
            (more, _more) = (_more, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        more.SetResult();
    }

    private TimeSpan TimeOf(ref long samples)
    {
        lock (_lock)
        {
            return TimeSpan.FromSeconds((double)samples / _sampleRate);
        }
    }
}
