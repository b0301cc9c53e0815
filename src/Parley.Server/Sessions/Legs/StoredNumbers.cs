using Parley.Server.Storage;
using Parley.Telephony.Numbers;
using OwnedNumber = Parley.Telephony.Numbers.OwnedNumber;

namespace Parley.Server.Sessions.Legs;

/// <summary>The owned numbers of the database, as the dialer asks for them.</summary>
internal sealed class StoredNumbers(NumberStore store) : IOwnedNumbers
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<OwnedNumber>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(cancellationToken)).Select(n => PhoneNumber.TryParse(n.Number, out var number) ? new OwnedNumber($"{n.Id}", number, n.Trunk) : null).OfType<OwnedNumber>()];
}
