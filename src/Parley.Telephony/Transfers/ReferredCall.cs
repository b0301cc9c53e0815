using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Telephony.Transfers;

/// <summary>What the far end of a leg wants us to call. Its owner dials, or declines, and tells how it goes; once the leg is over nobody listens.</summary>
public sealed class ReferredCall
{
    private readonly SipCall _call;

    internal ReferredCall(SipCall call, SipUri target, string? referredBy) => (_call, Target, ReferredBy) = (call, target, referredBy);

    /// <summary>Whom to call; it may carry headers, such as Replaces.</summary>
    public SipUri Target { get; }

    /// <summary>Who asks, if it says so.</summary>
    public string? ReferredBy { get; }

    /// <summary>Takes it on.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see langword="false"/> when the leg has ended meanwhile.</returns>
    public async Task<bool> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _call.AcceptReferAsync(cancellationToken);
        }
        catch (SipException)
        {
            return false;
        }
    }

    /// <summary>Declines it.</summary>
    /// <param name="status">SIP status, 400 to 699.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task DeclineAsync(int status = 603, CancellationToken cancellationToken = default) => TryAsync(() => _call.RejectReferAsync(status, cancellationToken));

    /// <summary>Tells how the call goes. A final status is the last word.</summary>
    /// <param name="status">SIP status of the call, 100 to 699.</param>
    /// <param name="reason">The words beside it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task TellAsync(int status, string? reason = null, CancellationToken cancellationToken = default) =>
        TryAsync(() => _call.NotifyReferAsync(status, reason, cancellationToken));

    private static async Task TryAsync(Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (SipException)
        {
            // The endpoint was closed meanwhile.
        }
    }
}
