using System.Net;
using Parley.Sip.Messages;

namespace Parley.Telephony;

/// <summary>SIP addresses of the host's own that are no phone numbers, such as those of rooms. Both are asked on the SIP endpoint's side and must be quick and not wait.</summary>
public interface IInboundAddresses
{
    /// <summary>
    /// Whether calls to this request-URI are handed on as <see cref="IncomingLeg"/>s without a number. Its form may decide: whoever reads the calls refuses those to addresses
    /// that do not exist.
    /// </summary>
    bool Contains(SipUri called);

    /// <summary>
    /// Whether this call is let in although its sender is none of those who may call us. It must be <see langword="true"/> for calls to addresses of
    /// <see cref="Contains"/> only: a guest reaches no phone number.
    /// </summary>
    bool IsGuest(SipRequest invite, IPEndPoint remote);
}
