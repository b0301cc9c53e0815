using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;
using Parley.Telephony.Signalling;
using Parley.Telephony.Trunks;

namespace Parley.Telephony;

/// <summary>Takes the calls that come in: those to numbers and addresses of ours are handed on, others get 404, and 503 when there is no room.</summary>
public sealed partial class InboundCalls
{
    private const int MostWaiting = 64;
    internal static readonly SipHeader[] RetrySoon = [new(SipHeaderNames.RetryAfter, "5")];

    private readonly CallEnvironment _environment;
    private readonly IOwnedNumbers _numbers;
    private readonly IInboundAddresses? _addresses;
    private readonly TrunkTable _trunks;
    private readonly ILogger _logger;
    private readonly Channel<IncomingLeg> _calls = Channel.CreateBounded<IncomingLeg>(MostWaiting);
    private volatile bool _stopped;

    internal InboundCalls(CallEnvironment environment, TelephonyServices services, TrunkTable trunks)
    {
        (_environment, _numbers, _addresses, _trunks) = (environment, services.Numbers, services.Addresses, trunks);
        _logger = services.Loggers?.CreateLogger<InboundCalls>() ?? NullLogger<InboundCalls>.Instance;
    }

    /// <summary>The calls, each to be answered or rejected by its reader; nothing rings before. Completes when the switchboard stops.</summary>
    public ChannelReader<IncomingLeg> Calls => _calls.Reader;

    /// <summary>Refuses every further call with 503.</summary>
    public void StopAccepting() => _stopped = true;

    /// <summary>Runs until the SIP endpoint stops.</summary>
    internal async Task RunAsync()
    {
        var incoming = _environment.Sip.IncomingCalls;
        while (await incoming.WaitToReadAsync(CancellationToken.None))
        {
            while (incoming.TryRead(out var call))
            {
                await GuardAsync(call);
            }
        }

        _calls.Writer.TryComplete();
    }

    // One call that breaks (a database that is away, say) is refused, and does not stop those behind it.
    private async Task GuardAsync(IncomingCall call)
    {
        try
        {
            try
            {
                await TakeAsync(call);
            }
            catch (Exception error) when (error is not SipException)
            {
                Log.NotTaken(_logger, call.CallId, error);
                await call.RejectAsync(500, cancellationToken: CancellationToken.None);
            }
        }
        catch (SipException)
        {
            // The endpoint was closed meanwhile, and with it the call.
        }
    }

    private async Task TakeAsync(IncomingCall call)
    {
        if (_stopped)
        {
            await call.RejectAsync(503, headers: RetrySoon, cancellationToken: CancellationToken.None);
            return;
        }

        if (call.Replaced is not null)
        {
            if (!_environment.LiveLegs.TryReplace(call))
            {
                await call.RejectAsync(481, cancellationToken: CancellationToken.None);
            }

            return;
        }

        var (isOurs, number) = await FindAsync(call.Invite);
        if (!isOurs)
        {
            await call.RejectAsync(404, cancellationToken: CancellationToken.None);
            return;
        }

        if (!_environment.Ports.TryRent(out var ports, out var error))
        {
            Log.NoPorts(_logger, error);
            await call.RejectAsync(503, headers: RetrySoon, cancellationToken: CancellationToken.None);
            return;
        }

        Hand(call, number, new(ports, _environment.Time, _environment.Random.Fork()));
    }

    private void Hand(IncomingCall call, OwnedNumber? number, LegMedia media)
    {
        var called = call.Invite.Uri;
        var trunk = number is not null ? number.Trunk : _trunks.Trunks.FirstOrDefault(trunk => trunk.IsCalledFrom(call.Remote.Address))?.Name;
        var caller = NameOf(call.Invite.From.Uri);
        var leg = new CallLeg(_environment.Random.NewId(), CallDirection.Incoming, media, _environment.Time, _logger)
        {
            From = caller,
            To = number?.Number.ToString() ?? new SipUri(called.User, called.Host, called.Port).ToString(),
            DisplayName = call.Invite.From.DisplayName ?? caller,
            Trunk = trunk,
            DigitsMethod = _environment.Trunks.Find(trunk)?.Options.Dtmf ?? DigitsMethod.Auto,
            AddressOf = callee => new(callee.ToString(), call.Invite.From.Uri.Host, call.Invite.From.Uri.Port),
        };
        _environment.Captures?.Begin(leg, owner: null, call.CallId, isWanted: null);
        var signalling = new IncomingSignalling(leg, call, _environment)
        {
            Capabilities = CallMediaPlan.Of(_environment.Options, _trunks.Find(trunk)?.Options),
        };
        leg.Begin(signalling.RunAsync, _environment.LiveLegs.Add(leg));
        var incoming = new IncomingLeg(leg, number, call, signalling);
        if (!_calls.Writer.TryWrite(incoming))
        {
            signalling.Want(new IncomingWish.Reject(503, "too many calls are waiting"));
        }
    }

    /// <summary>The called number stands in the request-URI; where a network puts its own account there, in To. Who calls an address reaches no number by what To says.</summary>
    private async ValueTask<(bool IsOurs, OwnedNumber? Number)> FindAsync(SipRequest invite)
    {
        if (_addresses?.Contains(invite.Uri) is true)
        {
            return (true, null);
        }

        var owned = await _numbers.ListAsync(CancellationToken.None);
        var number = Find(owned, invite.Uri.User) ?? Find(owned, invite.To.Uri.User);
        return (number is not null, number);
    }

    private static OwnedNumber? Find(IReadOnlyList<OwnedNumber> owned, string? user) =>
        PhoneNumber.TryParseUser(user, out var called) ? owned.FirstOrDefault(number => number.Number == called) : null;

    internal static string NameOf(SipUri uri) => PhoneNumber.TryParseUser(uri.User, out var number) ? number.ToString() : uri.ToString();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Incoming call {CallId} could not be taken.")]
        public static partial void NotTaken(ILogger logger, string callId, Exception error);

        [LoggerMessage(2, LogLevel.Error, "An incoming call was refused: {Reason}")]
        public static partial void NoPorts(ILogger logger, string reason);
    }
}
