using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Parley.Speech.Deepgram;

/// <summary>
/// The sound of one turn that the recogniser has not finally heard yet, so that it can be sent again over another connection. One writes, one sends, one tells
/// what was heard. Positions are in bytes from the turn's beginning.
/// </summary>
internal sealed class UnheardSound
{
    private readonly Lock _lock = new();
    private readonly LinkedList<ReadOnlyMemory<byte>> _chunks = [];
    private readonly Channel<bool> _more = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private LinkedListNode<ReadOnlyMemory<byte>>? _next;
    private bool _isComplete;

    /// <summary>Up to where everything was finally heard.</summary>
    public long Heard { get; private set; }

    /// <summary>How much there is in all so far.</summary>
    public long Length { get; private set; }

    /// <summary>Adds what was said.</summary>
    public void Append(byte[] sound)
    {
        lock (_lock)
        {
            var node = _chunks.AddLast(sound);
            _next ??= node;
            Length += sound.Length;
        }

        _more.Writer.TryWrite(true);
    }

    /// <summary>The turn is over.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
        }

        _more.Writer.TryWrite(true);
    }

    /// <summary>Waits for sound to send; <see langword="false"/> once everything was taken and the turn is over.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_next is not null)
                {
                    return true;
                }

                if (_isComplete)
                {
                    return false;
                }
            }

            await _more.Reader.WaitToReadAsync(cancellationToken);
            _more.Reader.TryRead(out _);
        }
    }

    /// <summary>Takes the next stretch to send; it stays here until it was heard.</summary>
    public bool TryTake([NotNullWhen(true)] out ReadOnlyMemory<byte>? sound)
    {
        lock (_lock)
        {
            sound = _next?.Value;
            _next = _next?.Next;
            return sound is not null;
        }
    }

    /// <summary>Everything up to a position was finally heard. It is cut at a multiple of two, so that no sample is torn.</summary>
    public void HearUntil(long position)
    {
        lock (_lock)
        {
            position = Math.Min(position, Length) & ~1L;
            while (_chunks.First is { } first && first != _next && Heard + first.Value.Length <= position)
            {
                Heard += first.Value.Length;
                _chunks.RemoveFirst();
            }

            if (_chunks.First is { } torn && torn != _next && position > Heard)
            {
                torn.Value = torn.Value[(int)(position - Heard)..];
                Heard = position;
            }
        }
    }

    /// <summary>Sends what was not heard once more.</summary>
    public void Rewind()
    {
        lock (_lock)
        {
            _next = _chunks.First;
        }
    }
}
