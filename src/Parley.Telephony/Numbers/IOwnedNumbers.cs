namespace Parley.Telephony.Numbers;

/// <summary>Where the owned numbers are kept: configuration or a database.</summary>
public interface IOwnedNumbers
{
    /// <summary>Every number owned at this moment. Any thread; asked once per call.</summary>
    ValueTask<IReadOnlyList<OwnedNumber>> ListAsync(CancellationToken cancellationToken);
}
