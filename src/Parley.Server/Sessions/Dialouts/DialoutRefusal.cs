namespace Parley.Server.Sessions.Dialouts;

/// <summary>Why a dial-out is not even tried. The agent gets the text as the result of its call, never as an event (contract 5.2).</summary>
/// <param name="Status">The HTTP status, for those who ask over REST.</param>
/// <param name="Type">The error type over REST.</param>
/// <param name="Text">The text; those of the contract word for word.</param>
internal sealed record DialoutRefusal(int Status, string Type, string Text)
{
    public static DialoutRefusal NoRoom { get; } = new(404, "not-found", "room not found");

    public static DialoutRefusal NotEnabled { get; } = Bad("dial-out not enabled for room. add enable_dialout property to room");

    public static DialoutRefusal NotAllowed { get; } = Bad("unable to start dialout (is dialout enabled? are you a room owner or participant admin?)");

    public static DialoutRefusal NoDestination { get; } = Bad("either sipUri or phoneNumber is required, but not both");

    public static DialoutRefusal NoPhoneNumbers { get; } = Bad("dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain");

    public static DialoutRefusal NotInternational { get; } = Bad("International dialout not supported. Contact sales to enable it for your domain");

    public static DialoutRefusal UnknownCallerId { get; } = Bad("callerId not found");

    public static DialoutRefusal NoOwnedNumbers { get; } = Bad("no phone number to call from: the server owns none");

    public static DialoutRefusal TooManyLegs { get; } = Bad("max sip/pstn sessions reached");

    /// <summary>Something about the request itself.</summary>
    public static DialoutRefusal Bad(string text) => new(400, "invalid-request-error", text);
}
