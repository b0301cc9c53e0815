namespace Parley.Telephony.Trunks;

/// <summary>What became of the wait for a turn on a trunk: exactly one of both is there.</summary>
/// <param name="Place">The place that the call now holds.</param>
/// <param name="Error">Why it got none.</param>
internal readonly record struct TrunkTurn(TrunkPlace? Place, string? Error);

/// <summary>A call's place on a trunk; disposing it makes room for another. Any number of times, from any thread.</summary>
internal sealed class TrunkPlace : IDisposable
{
    private TrunkPacing? _pacing;

    internal TrunkPlace(TrunkPacing pacing) => _pacing = pacing;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _pacing, null)?.Leave();
}
