namespace Parley.Server.Storage;

/// <summary>What was dialled.</summary>
internal enum DialoutDestination
{
    PhoneNumber,
    SipUri,
}
