namespace Parley.Server.Sessions.Dialin;

/// <summary>What is said when a call is not let into a room.</summary>
internal static class DialinTexts
{
    public const string NoCall = "callId: no such call waits for a room; the caller may have hung up";
    public const string NoEndpoint = "the room has no SIP endpoint of that index; see the room's property sip";
    public const string EndpointBusy = "that SIP endpoint of the room has a call already";
    public const string Full = "the room is full";
}
