namespace Parley.Testing;

/// <summary>What calls hold of a network's means. All zero once every call is over and its SIP transactions have run out.</summary>
/// <param name="Sessions">Sessions that run.</param>
/// <param name="Calls">Call legs of the server.</param>
/// <param name="MediaPorts">Port pairs of the server's media.</param>
/// <param name="TrunkSlots">Calls that the trunk counts.</param>
/// <param name="Dialogs">SIP dialogs and transactions of the server.</param>
public readonly record struct NetworkUse(int Sessions, int Calls, int MediaPorts, int TrunkSlots, int Dialogs)
{
    /// <summary>Whether nothing is held.</summary>
    public bool IsNone => this == default;
}
