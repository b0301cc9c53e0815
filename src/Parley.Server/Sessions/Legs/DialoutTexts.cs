namespace Parley.Server.Sessions.Legs;

/// <summary>What a room says when it refuses a dial-out; those of contract 5.2 word for word. The dialer has texts of its own for what concerns it.</summary>
internal static class DialoutTexts
{
    public const string NoRoom = "room not found";
    public const string NotEnabled = "dial-out not enabled for room. add enable_dialout property to room";
    public const string NotAllowed = "unable to start dialout (is dialout enabled? are you a room owner or participant admin?)";
    public const string Banned = "that user is banned from the room";
    public const string TooManyLegs = "max sip/pstn sessions reached";

    private const int LongestUserId = 36;

    /// <summary>Checks the caller's own id for the callee.</summary>
    public static string? CheckUserId(string? userId) => userId is { Length: > LongestUserId } ? $"userId must have at most {LongestUserId} characters" : null;
}
