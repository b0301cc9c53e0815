using Parley.Sip.Messages;
using Parley.Telephony.Numbers;

namespace Parley.Telephony;

/// <summary>A call that came in, by whichever way, and waits to be answered or rejected. The first decision counts.</summary>
public interface IIncomingCall
{
    /// <summary>The leg, not answered yet. Whoever took this call owns it and disposes it.</summary>
    ICallLeg Leg { get; }

    /// <summary>The owned number that was called, if one was.</summary>
    OwnedNumber? Number { get; }

    /// <summary>What the network says of the caller.</summary>
    CallerDetails Caller { get; }

    /// <summary>What came with the call for whoever answers it.</summary>
    IReadOnlyList<SipHeader> Headers { get; }

    /// <summary>Lets the caller hear that it rings.</summary>
    void Ring();

    /// <summary>Answers.</summary>
    /// <returns>Whether the call is answered; else it has ended, and its outcome says why.</returns>
    Task<bool> AnswerAsync(CancellationToken cancellationToken = default);

    /// <summary>Refuses the call.</summary>
    /// <param name="status">SIP status, 400 to 699; other networks are told their own word for it.</param>
    /// <param name="reason">Words for people, if any.</param>
    /// <param name="cancellationToken">Gives up waiting; the refusal goes on.</param>
    /// <returns>A task that ends with the call.</returns>
    Task RejectAsync(int status, string? reason = null, CancellationToken cancellationToken = default);
}
