namespace Parley.Telephony.Numbers;

/// <summary>Owned numbers that never change.</summary>
public sealed class OwnedNumberList(IEnumerable<OwnedNumber> numbers) : IOwnedNumbers
{
    private readonly IReadOnlyList<OwnedNumber> _numbers = [.. numbers];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OwnedNumber>> ListAsync(CancellationToken cancellationToken) => new(_numbers);
}
