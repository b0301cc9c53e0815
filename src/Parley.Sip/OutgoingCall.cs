namespace Parley.Sip;

/// <summary>A call that we placed; made by <see cref="SipEndpoint.Invite"/>.</summary>
public sealed class OutgoingCall : SipCall
{
    internal OutgoingCall(OutgoingInvite request, string callId)
        : base(callId) => Request = request;

    /// <summary>What was dialled.</summary>
    public OutgoingInvite Request { get; }
}
