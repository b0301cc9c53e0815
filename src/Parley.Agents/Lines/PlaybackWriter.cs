namespace Parley.Agents.Lines;

/// <summary>One speaker's hold on a <see cref="PlaybackQueue"/>.</summary>
internal sealed class PlaybackWriter
{
    private readonly PlaybackQueue _queue;
    private readonly Wake _space = new();

    internal PlaybackWriter(PlaybackQueue queue, long position) => (_queue, Position) = (queue, position);

    /// <summary>The position behind the last sample written.</summary>
    public long Position { get; private set; }

    /// <summary>Queues samples at the line's rate, waiting for room.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the queue was cleared.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static wake => ((Wake)wake!).Set(), _space);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = _queue.Write(this, samples.Span);
            if (count < 0)
            {
                throw new OperationCanceledException("The line was cleared.");
            }

            Position += count;
            samples = samples[count..];
            if (samples.IsEmpty)
            {
                return;
            }

            await _space.WaitAsync();
        }
    }

    internal void SpaceFreed() => _space.Set();

    internal void Close() => _space.Set();
}
