namespace Parley.Simulation.Carrier;

/// <summary>The calls whose party is gone without a word: requests for them are not answered. The oldest are forgotten.</summary>
/// <param name="most">How many are remembered.</param>
internal sealed class VanishedCalls(int most) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(string CallId, Action Close)> _calls = [];

    /// <summary>Remembers a call.</summary>
    /// <param name="callId">Its Call-ID.</param>
    /// <param name="close">Closes its ports.</param>
    public void Add(string callId, Action close)
    {
        lock (_gate)
        {
            _calls.Enqueue((callId, close));
            while (_calls.Count > most)
            {
                _calls.Dequeue().Close();
            }
        }
    }

    /// <summary>Whether a call is one of them.</summary>
    public bool Contains(string callId)
    {
        lock (_gate)
        {
            return _calls.Any(call => call.CallId == callId);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_calls.TryDequeue(out var call))
            {
                call.Close();
            }
        }
    }
}
