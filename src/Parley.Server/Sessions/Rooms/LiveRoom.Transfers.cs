using Parley.Agents;
using Parley.Server.Sessions.Legs;
using Parley.Telephony;
using Parley.Telephony.Transfers;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Calls that are handed on: out of the room by REFER, or to somebody in it.</summary>
internal sealed partial class LiveRoom
{
    /// <summary>Why a leg cannot be used.</summary>
    public const string NoLeg = "no such leg in the room";

    /// <summary>Sends the far end of a leg elsewhere. What comes of it is told by the leg's own event.</summary>
    /// <param name="request">Which leg, and where to.</param>
    /// <param name="agent">The agent that asks; <see langword="null"/> over REST.</param>
    /// <param name="cancellationToken">Gives up while nothing is begun.</param>
    /// <returns><see langword="null"/>, or why it cannot be begun.</returns>
    public async Task<string?> ReferAsync(SipReferRequest request, AgentConnection? agent, CancellationToken cancellationToken)
    {
        if (_legs.Find(request.SessionId) is not { IsInRoom: true } leg)
        {
            return NoLeg;
        }

        var other = request.WithSessionId is { } id ? _legs.Find(id) : null;
        var wrong = request.WithSessionId is null
            ? CheckTarget(request.ToEndPoint)
            : other is not { IsInRoom: true, Leg: CallLeg } || other == leg ? NoLeg : request.ToEndPoint is not null ? "either toEndPoint or withSessionId is required, but not both" : null;
        if (wrong is null && request.ToEndPoint is { } target)
        {
            wrong = await _factory.Dialing.RefuseTransferAsync(target, LegOwner.Write(this, agent), cancellationToken);
        }

        if (wrong is null)
        {
            _ = leg.Leg.TransferAsync(
                new TransferRequest
                {
                    PhoneNumber = request.ToEndPoint?.StartsWith('+') is true ? request.ToEndPoint : null,
                    SipUri = request.ToEndPoint?.StartsWith('+') is false ? request.ToEndPoint : null,
                    Other = other?.Leg as CallLeg,
                },
                CancellationToken.None);
        }

        return wrong;
    }

    /// <summary>Calls somebody into the room for a leg.</summary>
    /// <param name="request">Whom, for which leg.</param>
    /// <param name="agent">The agent that asks; <see langword="null"/> over REST.</param>
    /// <param name="cancellationToken">Gives up while no INVITE was sent.</param>
    public Task<DialoutStart> TransferAsync(SipCallTransferRequest request, AgentConnection? agent, CancellationToken cancellationToken)
    {
        if (_legs.Find(request.SessionId) is not { IsInRoom: true } leg)
        {
            return Task.FromResult(DialoutStart.Refused(NoLeg));
        }

        var dial = RequestTo(request.ToEndPoint) with
        {
            CallerId = request.CallerId,
            DisplayName = request.DisplayName,
            Extension = request.Extension,
            WaitBeforeExtension = request.WaitBeforeExtension,
        };
        return DialAsync(dial, agent, called => called.TransferOf = leg, cancellationToken);
    }

    /// <summary>Sends keypad tones to a leg.</summary>
    /// <returns><see langword="false"/> when there is no such leg, or it has not been answered.</returns>
    public async Task<bool> SendDtmfAsync(DtmfRequest request, CancellationToken cancellationToken) =>
        _legs.Find(request.SessionId) is { } leg
        && await leg.Leg.SendDigitsAsync(request.Tones, request.DigitDuration, MethodOf(request), cancellationToken) is DigitsResult.Sent;

    /// <summary>Calls whom a callee wants called, as any dial-out of this room, and tells it how that goes.</summary>
    /// <param name="wish">Whom.</param>
    /// <param name="agent">Whose leg the callee is, if any's.</param>
    public async Task FollowAsync(ReferredCall wish, AgentConnection? agent)
    {
        if (!await wish.AcceptAsync())
        {
            return;
        }

        var start = await DialAsync(RequestTo(wish.Target.ToString()), agent, called => called.Answered = status => _ = wish.TellAsync(status), CancellationToken.None);
        if (!start.IsAccepted)
        {
            await wish.TellAsync(403, start.Error);
        }
    }

    private static DialoutRequest RequestTo(string endPoint) => endPoint.StartsWith('+') ? new(endPoint) : new() { SipUri = endPoint };

    private static string? CheckTarget(string? endPoint) =>
        endPoint?.StartsWith('+') is true || endPoint?.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) is true
            ? null
            : "toEndPoint must be a number with its plus sign, or start with sip:";

    private static Telephony.DigitsMethod MethodOf(DtmfRequest request) => request.Method switch
    {
        DtmfMethod.TelephoneEvent => Telephony.DigitsMethod.TelephoneEvent,
        DtmfMethod.SipInfo => Telephony.DigitsMethod.SipInfo,
        _ => Telephony.DigitsMethod.Auto,
    };
}
