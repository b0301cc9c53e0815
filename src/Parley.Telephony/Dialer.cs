using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Rtp.Transport;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;
using Parley.Telephony.Signalling;
using Parley.Telephony.Trunks;

namespace Parley.Telephony;

/// <summary>Places calls. Any number at a time, from any thread.</summary>
public sealed partial class Dialer
{
    private readonly CallEnvironment _environment;
    private readonly TrunkTable _trunks;
    private readonly IOwnedNumbers _numbers;
    private readonly IAttemptLog _attempts;
    private readonly CallerIdPicker _callerIds;
    private readonly ICallerIdRules? _callerIdRules;
    private readonly ILogger _logger;
    private volatile bool _stopped;

    internal Dialer(CallEnvironment environment, TrunkTable trunks, TelephonyServices services, ILoggerFactory? loggers)
    {
        (_environment, _trunks, _numbers, _attempts, _callerIdRules) = (environment, trunks, services.Numbers, services.Attempts, services.CallerIds);
        _callerIds = new(environment.Random.Fork() ?? new Random(), environment.Options.CallerId);
        _logger = loggers?.CreateLogger<Dialer>() ?? NullLogger<Dialer>.Instance;
    }

    /// <summary>Refuses every further call.</summary>
    public void StopAccepting() => _stopped = true;

    /// <summary>
    /// Places a call, in this order: request, policy, caller ID, trunk, the trunk's turn, the written attempt, and only then the INVITE.
    /// </summary>
    /// <param name="request">What to dial.</param>
    /// <param name="cancellationToken">Gives up while no INVITE was sent; later, hang up the leg.</param>
    /// <returns>The leg, as soon as the INVITE is on its way, or why no call was placed.</returns>
    public async Task<DialResult> DialAsync(DialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        while (true)
        {
            var result = await TryDialAsync(request, cancellationToken);
            if (result is not DialRefused { Refusal: DialRefusal.CallerIdUsedUp } || request.CallerId is not null)
            {
                return result;
            }

            // Others took the last call of the number that was chosen, between the choice and the record; the rules now leave it out. They have let us in before.
            request = request with { Admit = null };
        }
    }

    private async Task<DialResult> TryDialAsync(DialRequest request, CancellationToken cancellationToken)
    {
        var (plan, refused) = await PlanAsync(request, cancellationToken);
        if (plan is null)
        {
            return refused!;
        }

        var turn = plan.Trunk is { } trunk ? await trunk.Pacing.EnterAsync(cancellationToken) : default;
        if (turn.Error is { } busy)
        {
            return new DialRefused(DialRefusal.Trunk, busy);
        }

        var result = await PlaceAsync(plan, turn.Place, cancellationToken);
        if (result is DialRefused)
        {
            turn.Place?.Dispose();
        }

        return result;
    }

    private async Task<(OutgoingPlan? Plan, DialRefused? Refused)> PlanAsync(DialRequest request, CancellationToken cancellationToken)
    {
        if (DialRequestReader.ReadDestination(request, out var number, out var uri) is { } wrong)
        {
            return Refuse(DialRefusal.InvalidRequest, wrong);
        }

        if (await _environment.Policy.RefuseAsync(new(request, number, uri?.ToString()), cancellationToken) is { } forbidden)
        {
            return (null, forbidden);
        }

        OwnedNumber? callerId = null;
        if (number is not null || request.CallerId is not null)
        {
            (callerId, var unowned) = await ChooseCallerIdAsync(request.CallerId, number, cancellationToken);
            if (callerId is null)
            {
                return (null, unowned);
            }
        }

        if (request.Admit?.Invoke() is { } notAdmitted)
        {
            return Refuse(DialRefusal.Policy, notAdmitted);
        }

        if (DialRequestReader.CheckRanges(request) is { } range)
        {
            return Refuse(DialRefusal.InvalidRequest, range);
        }

        Trunk? trunk = null;
        if (number is { } called && !_trunks.TrySelect(called, callerId, out trunk, out var unreachable, request.Trunk))
        {
            return Refuse(DialRefusal.Trunk, unreachable);
        }

        return (new(request, uri ?? trunk!.UriOf(number!.Value))
        {
            Destination = number?.ToString() ?? request.SipUri!,
            Number = number,
            CallerId = callerId,
            Trunk = trunk,
            Headers = [.. uri is null ? [] : DialRequestReader.HeadersOf(uri), .. request.Headers],
            Capabilities = DialRequestReader.ReadCodecs(request, CallMediaPlan.Of(_environment.Options, trunk?.Options), out var warning),
            Warning = warning,
        }, null);

        static (OutgoingPlan?, DialRefused?) Refuse(DialRefusal refusal, string error) => (null, new(refusal, error));
    }

    private async Task<(OwnedNumber? Number, DialRefused? Refused)> ChooseCallerIdAsync(string? wanted, PhoneNumber? callee, CancellationToken cancellationToken)
    {
        if (!CallerIdPicker.TryFind(await _numbers.ListAsync(cancellationToken), wanted, out var owned, out var unowned))
        {
            return (null, new(DialRefusal.CallerId, unowned));
        }

        var candidates = _callerIdRules is { } rules ? await rules.NarrowAsync(owned, callee, cancellationToken) : new(owned);
        return candidates.Numbers.Count > 0 ? (_callerIds.Choose(candidates.Numbers), null) : (null, candidates.Refused ?? new(DialRefusal.CallerId, CallerIdPicker.NoneOwned));
    }

    private async Task<DialResult> PlaceAsync(OutgoingPlan plan, TrunkPlace? place, CancellationToken cancellationToken)
    {
        if (_stopped)
        {
            return new DialRefused(DialRefusal.Stopping, "the server is stopping");
        }

        if (!_environment.Ports.TryRent(out var ports, out var noPorts))
        {
            return new DialRefused(DialRefusal.MediaPorts, noPorts);
        }

        var leg = MakeLeg(plan, ports);
        var callId = $"{_environment.Random.NewId()}@parley";
        try
        {
            if (await _attempts.WriteAsync(AttemptOf(plan, leg, callId), cancellationToken) is { } refused)
            {
                ports.Dispose();
                return refused;
            }
        }
        catch (Exception error)
        {
            ports.Dispose();
            if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                place?.Dispose();
                throw;
            }

            Log.AttemptNotWritten(_logger, leg.Id, error);
            return new DialRefused(DialRefusal.AttemptLog, "the attempt could not be written down, so the call was not placed");
        }

        _environment.Captures?.Begin(leg, plan.Request.Owner, callId, plan.Request.Capture);
        leg.Begin(new OutgoingSignalling(leg, plan, _environment, callId).RunAsync, place, _environment.LiveLegs.Add(leg));
        return new DialAccepted(leg);
    }

    private CallLeg MakeLeg(OutgoingPlan plan, RtpPortPair ports) =>
        new(plan.Request.Id ?? _environment.Random.NewId(), CallDirection.Outgoing, new(ports, _environment.Time, _environment.Random.Fork()), _environment.Time, _logger)
        {
            From = plan.CallerId?.Number.ToString() ?? "",
            To = plan.Destination,
            DisplayName = plan.DisplayName,
            Trunk = plan.Trunk?.Name,
            DigitsMethod = plan.Trunk?.Options.Dtmf ?? DigitsMethod.Auto,
            AddressOf = plan.Trunk is { } trunk ? trunk.UriOf : null,
        };

    private DialAttempt AttemptOf(OutgoingPlan plan, CallLeg leg, string callId) =>
        new(leg.Id, callId, plan.Destination, _environment.Time.GetUtcNow())
        {
            CallerId = plan.CallerId?.Number.ToString(),
            Trunk = plan.Trunk?.Name,
            Owner = plan.Request.Owner,
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Attempt {LegId} could not be written down; the call was not placed.")]
        public static partial void AttemptNotWritten(ILogger logger, string legId, Exception error);
    }
}
