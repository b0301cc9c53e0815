using Parley.Agents;

namespace Parley.Simulation.Lines;

/// <summary>What a callee is about to say, sample by sample. Filled by its persona, emptied by the ticks.</summary>
internal sealed class Mouth
{
    private readonly Lock _gate = new();
    private readonly Queue<Piece> _pieces = [];

    private sealed class Piece(ReadOnlyMemory<short> rest)
    {
        public ReadOnlyMemory<short> Rest { get; set; } = rest;

        public TaskCompletionSource Said { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Says something, after what is already waiting, and waits until its last sample is gone. Cancelling falls silent at once.</summary>
    public async Task SayAsync(ReadOnlyMemory<short> samples, CancellationToken cancellationToken)
    {
        var piece = new Piece(samples);
        lock (_gate)
        {
            _pieces.Enqueue(piece);
        }

        try
        {
            await piece.Said.Task.UntilAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                piece.Rest = default;
            }

            throw;
        }
    }

    /// <summary>Takes the next samples; what is missing is silence.</summary>
    public void Take(Span<short> samples)
    {
        samples.Clear();
        lock (_gate)
        {
            while (_pieces.TryPeek(out var piece))
            {
                var length = Math.Min(samples.Length, piece.Rest.Length);
                piece.Rest.Span[..length].CopyTo(samples);
                piece.Rest = piece.Rest[length..];
                samples = samples[length..];
                if (!piece.Rest.IsEmpty)
                {
                    return;
                }

                _pieces.Dequeue();
                piece.Said.TrySetResult();
            }
        }
    }
}
