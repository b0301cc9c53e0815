using System.Diagnostics.CodeAnalysis;

namespace Parley.Telephony.Numbers;

/// <summary>Chooses the number that a callee sees.</summary>
/// <param name="random">Draws among the owned numbers when a request names none.</param>
/// <param name="choice">Whether it is to draw at all.</param>
internal sealed class CallerIdPicker(Random random, CallerIdChoice choice = CallerIdChoice.Random)
{
    /// <summary>Said when a request names a number that is not owned.</summary>
    public const string NotFound = "callerId not found";

    /// <summary>Said when there is no number at all.</summary>
    public const string NoneOwned = "no phone number is owned: dial-out to a phone number needs an owned number as its caller ID";

    private readonly Lock _lock = new();

    /// <summary>Finds the number with that id, or in that international form; one of its own choice when none is named.</summary>
    /// <param name="owned">The owned numbers.</param>
    /// <param name="callerId">What the request says, if anything.</param>
    /// <param name="number">The choice.</param>
    /// <param name="error">Why there is none.</param>
    public bool TryPick(
        IReadOnlyList<OwnedNumber> owned,
        string? callerId,
        [NotNullWhen(true)] out OwnedNumber? number,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(owned);
        (number, error) = (callerId, owned.Count) switch
        {
            (null, 0) => (null, NoneOwned),
            (null, _) when choice is CallerIdChoice.Oldest => (owned[0], null),
            (null, _) => (owned[Draw(owned.Count)], null),
            _ => Find(owned, callerId) is { } found ? (found, null) : ((OwnedNumber?)null, NotFound),
        };
        return number is not null;
    }

    private static OwnedNumber? Find(IReadOnlyList<OwnedNumber> owned, string callerId) =>
        owned.FirstOrDefault(number => number.Id.Equals(callerId, StringComparison.OrdinalIgnoreCase))
        ?? (PhoneNumber.TryParse(callerId, out var wanted) ? owned.FirstOrDefault(number => number.Number == wanted) : null);

    private int Draw(int count)
    {
        lock (_lock)
        {
            return random.Next(count);
        }
    }
}
