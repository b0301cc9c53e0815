namespace Parley.Server.Storage;

/// <summary>How far an attempt came.</summary>
internal enum DialoutStage
{
    /// <summary>Written down; the INVITE may or may not have left.</summary>
    Started,

    /// <summary>A provisional response came.</summary>
    Connected,

    /// <summary>The callee answered.</summary>
    Answered,
}

/// <summary>What was dialled.</summary>
internal enum DialoutDestination
{
    PhoneNumber,
    SipUri,
}

/// <summary>Who ended a leg.</summary>
internal enum HangupSide
{
    /// <summary>The agent or the server.</summary>
    Local,

    /// <summary>The callee or the network.</summary>
    Remote,
}
