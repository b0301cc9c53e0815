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

    /// <summary>The numbers that a request leaves to choose from: the one with that id, or in that international form; all when it names none.</summary>
    /// <param name="owned">The owned numbers.</param>
    /// <param name="callerId">What the request says, if anything.</param>
    /// <param name="candidates">Those left; never empty.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryFind(
        IReadOnlyList<OwnedNumber> owned,
        string? callerId,
        [NotNullWhen(true)] out IReadOnlyList<OwnedNumber>? candidates,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(owned);
        (candidates, error) = (callerId, owned.Count) switch
        {
            (null, 0) => (null, NoneOwned),
            (null, _) => (owned, null),
            _ => Find(owned, callerId) is { } found ? ([found], null) : ((IReadOnlyList<OwnedNumber>?)null, NotFound),
        };
        return candidates is not null;
    }

    /// <summary>Chooses among numbers that will do.</summary>
    public OwnedNumber Choose(IReadOnlyList<OwnedNumber> candidates) =>
        choice is CallerIdChoice.Oldest || candidates.Count == 1 ? candidates[0] : candidates[Draw(candidates.Count)];

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
