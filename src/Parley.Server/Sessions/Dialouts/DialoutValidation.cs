using System.Buffers;
using System.Text.RegularExpressions;
using Parley.Agents;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Dialouts;

/// <summary>What is checked before a dial-out is accepted, in the order of contract 5.2. Pure.</summary>
internal static partial class DialoutValidation
{
    private const int MaxUserIdLength = 36;
    private const int MaxExtensionLength = 20;
    private const int MaxWaitBeforeExtensionSeconds = 60;
    private const int MaxRingSeconds = 600;

    private static readonly SearchValues<char> Tones = SearchValues.Create("0123456789*#ABCDabcd");

    /// <summary>Checks a request.</summary>
    /// <param name="request">What the agent asks for.</param>
    /// <param name="room">Where it asks for it.</param>
    /// <param name="caller">The owned number that the request names; <see langword="null"/> when it names none.</param>
    /// <returns>Why not; <see langword="null"/> when the call may be tried.</returns>
    public static DialoutRefusal? Check(DialoutRequest request, DialoutRoom room, out OwnedNumber? caller)
    {
        caller = null;
        return !room.Exists ? DialoutRefusal.NoRoom
            : !room.DialoutEnabled ? DialoutRefusal.NotEnabled
            : !room.AskerMayDialOut ? DialoutRefusal.NotAllowed
            : CheckDestination(request)
            ?? (request.PhoneNumber is { } number ? CheckPhoneNumber(number, room) : null)
            ?? CheckCaller(request, room, out caller)
            ?? (room.Legs >= room.MaxLegs ? DialoutRefusal.TooManyLegs : null)
            ?? CheckRanges(request);
    }

    private static DialoutRefusal? CheckDestination(DialoutRequest request) => request switch
    {
        { PhoneNumber: null, SipUri: null } or { PhoneNumber: not null, SipUri: not null } => DialoutRefusal.NoDestination,
        { PhoneNumber: { } number } when !E164().IsMatch(number) => DialoutRefusal.Bad("phoneNumber must be in E.164 format, such as +15551230001"),
        { SipUri: { } uri } when !SipAddress().IsMatch(uri) => DialoutRefusal.Bad("sipUri must start with sip:, such as sip:+15551230002@pbx.example.com"),
        _ => null,
    };

    private static DialoutRefusal? CheckPhoneNumber(string number, DialoutRoom room)
        => !room.PhoneNumbersAllowed ? DialoutRefusal.NoPhoneNumbers
            : !room.IsCountryAllowed(number) ? DialoutRefusal.NotInternational
            : null;

    /// <summary>A caller ID is the id of an owned number, or that number itself. Without one, a phone call needs some owned number.</summary>
    private static DialoutRefusal? CheckCaller(DialoutRequest request, DialoutRoom room, out OwnedNumber? caller)
    {
        caller = null;
        if (request.CallerId is not { } callerId)
        {
            return request.PhoneNumber is not null && room.OwnedNumbers.Count == 0 ? DialoutRefusal.NoOwnedNumbers : null;
        }

        caller = room.OwnedNumbers.FirstOrDefault(n => Guid.TryParse(callerId, out var id) ? n.Id == id : n.Number == callerId);
        return caller is null ? DialoutRefusal.UnknownCallerId : null;
    }

    private static DialoutRefusal? CheckRanges(DialoutRequest request)
    {
        var wrong = request switch
        {
            { UserId.Length: > MaxUserIdLength } => $"userId must have at most {MaxUserIdLength} characters",
            { Extension.Length: > MaxExtensionLength } => $"extension must have at most {MaxExtensionLength} characters",
            { Extension: { } extension } when extension.AsSpan().ContainsAnyExcept(Tones) => "extension must consist of 0-9, *, #, A-D",
            _ when request.WaitBeforeExtension < TimeSpan.Zero || request.WaitBeforeExtension.TotalSeconds > MaxWaitBeforeExtensionSeconds
                => $"waitBeforeExtensionDialSec must be within 0 to {MaxWaitBeforeExtensionSeconds}",
            { RingTimeout: { } ring } when ring.TotalSeconds is < 1 or > MaxRingSeconds => $"ringTimeoutSec must be within 1 to {MaxRingSeconds}",
            _ => null,
        };
        return wrong is null ? null : DialoutRefusal.Bad(wrong);
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{1,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex E164();

    [GeneratedRegex(@"^sip:[^\s\p{C}@]*@?[^\s\p{C}@]+\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SipAddress();
}
