using Parley.Agents;
using Parley.Telephony.Transfers;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Calls that are handed on: out of the room by REFER, or to somebody in it.</summary>
internal sealed partial class LiveRoom
{
    private const string NoLeg = "no such leg in the room";

    /// <inheritdoc/>
    public async Task<string?> SipReferAsync(SipReferRequest request, CancellationToken cancellationToken)
    {
        if (_legs.Find(request.SessionId) is not { IsInRoom: true } leg)
        {
            return NoLeg;
        }

        var other = request.WithSessionId is { } id ? _legs.Find(id) : null;
        var wrong = request.WithSessionId is null
            ? CheckTarget(request.ToEndPoint)
            : other is not { IsInRoom: true } || other == leg ? NoLeg : request.ToEndPoint is not null ? "either toEndPoint or withSessionId is required, but not both" : null;
        if (wrong is null && request.ToEndPoint is { } target)
        {
            wrong = await _factory.Dialing.RefuseTransferAsync(target, SessionId, cancellationToken);
        }

        if (wrong is null)
        {
            // What comes of it is told by the leg's own event.
            _ = leg.Leg.TransferAsync(
                new TransferRequest
                {
                    PhoneNumber = request.ToEndPoint?.StartsWith('+') is true ? request.ToEndPoint : null,
                    SipUri = request.ToEndPoint?.StartsWith('+') is false ? request.ToEndPoint : null,
                    Other = other?.Leg,
                },
                CancellationToken.None);
        }

        return wrong;
    }

    /// <inheritdoc/>
    public Task<DialoutStart> SipCallTransferAsync(SipCallTransferRequest request, CancellationToken cancellationToken)
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
        return DialAsync(dial, called => called.TransferOf = leg, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> HoldAsync(string participantId, bool hold, CancellationToken cancellationToken) =>
        _legs.Find(participantId) is { IsInRoom: true } leg && await leg.Leg.HoldAsync(hold, cancellationToken);

    /// <inheritdoc/>
    public Task HandOverAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _leaving, 1) == 0)
        {
            _ = LeaveOnceAsync();
        }

        return Task.CompletedTask;
    }

    /// <summary>Calls whom a callee wants called, as any dial-out of this room, and tells it how that goes.</summary>
    public async Task FollowAsync(ReferredCall wish)
    {
        if (!await wish.AcceptAsync())
        {
            return;
        }

        var start = await DialAsync(RequestTo(wish.Target.ToString()), called => called.Answered = status => _ = wish.TellAsync(status), CancellationToken.None);
        if (!start.IsAccepted)
        {
            await wish.TellAsync(403, start.Error);
        }
    }

    // Once the agent has gone: a party that is alone has nobody to speak with.
    private void LookWhoIsLeft()
    {
        if (IsLeft && _legs.All.Count(leg => leg.IsInRoom) < 2)
        {
            _alone.TrySetResult();
        }
    }

    private static DialoutRequest RequestTo(string endPoint) => endPoint.StartsWith('+') ? new(endPoint) : new() { SipUri = endPoint };

    private static string? CheckTarget(string? endPoint) =>
        endPoint?.StartsWith('+') is true || endPoint?.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) is true
            ? null
            : "toEndPoint must be a number with its plus sign, or start with sip:";
}
