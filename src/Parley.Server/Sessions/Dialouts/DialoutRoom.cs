using Parley.Server.Storage;

namespace Parley.Server.Sessions.Dialouts;

/// <summary>What of a room, its server and the one who asks decides whether a dial-out may be tried.</summary>
internal sealed record DialoutRoom
{
    /// <summary>Whether the room is there and has not expired.</summary>
    public required bool Exists { get; init; }

    /// <summary>The room's <c>enable_dialout</c>.</summary>
    public required bool DialoutEnabled { get; init; }

    /// <summary>Whether the one who asks is an owner, or may administer participants.</summary>
    public required bool AskerMayDialOut { get; init; }

    /// <summary>Whether the server dials phone numbers at all.</summary>
    public required bool PhoneNumbersAllowed { get; init; }

    /// <summary>Whether a phone number lies in a country that may be called.</summary>
    public required Func<string, bool> IsCountryAllowed { get; init; }

    /// <summary>The owned numbers.</summary>
    public required IReadOnlyList<OwnedNumber> OwnedNumbers { get; init; }

    /// <summary>How many call legs the room has, those that ring included.</summary>
    public required int Legs { get; init; }

    /// <summary>How many it may have.</summary>
    public required int MaxLegs { get; init; }
}
