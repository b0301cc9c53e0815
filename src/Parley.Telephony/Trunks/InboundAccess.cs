using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Sip;
using Parley.Sip.Auth;
using Parley.Sip.Messages;

namespace Parley.Telephony.Trunks;

/// <summary>
/// Who may call us: the trunks, known by the networks they call from or by a password, and networks that are let in by name. Others get 403, and are not answered
/// at all once they ask too often. From any thread.
/// </summary>
public sealed partial class InboundAccess : ISipGuard
{
    private const string Realm = "parley";

    private readonly TrunkTable _trunks;
    private readonly IReadOnlyList<IPNetwork> _open;
    private readonly DigestServer _digest;
    private readonly SourceThrottle _throttle;
    private readonly ILogger _logger;
    private readonly bool _isOpen;
    private long _refused;
    private long _dropped;

    internal InboundAccess(TrunkTable trunks, IReadOnlyList<IPNetwork> open, TimeProvider time, Random? random, ILoggerFactory? loggers)
    {
        (_trunks, _open, _digest, _throttle) = (trunks, open, new(Realm, time, random), new(time));
        _logger = loggers?.CreateLogger<InboundAccess>() ?? NullLogger<InboundAccess>.Instance;
        _isOpen = trunks.Trunks.Count == 0 && open.Count == 0;   // Nobody is told apart from others.
    }

    /// <summary>Addresses that others may call, too.</summary>
    internal IInboundAddresses? Addresses { get; init; }

    /// <summary>How many requests of unknown sources were refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How many were dropped without a word, from sources that ask too often.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public SipAdmission Admit(SipRequest request, IPEndPoint remote)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(remote);
        if (_isOpen || _open.Any(network => network.Contains(remote.Address)))
        {
            return SipAdmission.Granted;
        }

        var known = _trunks.Trunks.Where(trunk => trunk.IsCalledFrom(remote.Address)).ToList();
        if (known.Exists(trunk => trunk.InboundCredentials is null))
        {
            return SipAdmission.Granted;
        }

        if (request.Method == SipMethods.Invite && Addresses?.IsGuest(request, remote) is true)
        {
            return SipAdmission.Granted;
        }

        // By password: the trunks that call from here, else those that may call from anywhere.
        var candidates = known.Count > 0 ? known : [.. _trunks.Trunks.Where(trunk => trunk is { InboundCredentials: not null, Options.AllowFrom.Count: 0 })];
        if (candidates.Count == 0)
        {
            return Refuse(remote, 403, []);
        }

        return _digest.Check(request, user => candidates.Find(trunk => trunk.InboundCredentials!.Username == user)?.InboundCredentials!.Password, out _) switch
        {
            DigestVerdict.Right => SipAdmission.Granted,
            DigestVerdict.Missing => Challenge(remote, candidates, stale: false, isKnown: known.Count > 0),
            DigestVerdict.Stale => Challenge(remote, candidates, stale: true, isKnown: known.Count > 0),
            _ => Refuse(remote, 403, []),
        };
    }

    /// <inheritdoc/>
    public bool MayRefuse(IPEndPoint remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        return _isOpen || _open.Any(network => network.Contains(remote.Address)) || _trunks.Trunks.Any(trunk => trunk.IsCalledFrom(remote.Address))
            || _throttle.TryTake(remote.Address, out _);
    }

    private SipAdmission Challenge(IPEndPoint remote, List<Trunk> candidates, bool stale, bool isKnown)
    {
        if (!isKnown && !_throttle.TryTake(remote.Address, out _))
        {
            return Drop();
        }

        var narrow = candidates.TrueForAll(trunk => trunk.Options.InboundAlgorithms.Count > 0);
        return new(401, _digest.Challenge(stale, narrow ? [.. candidates.SelectMany(trunk => trunk.Options.InboundAlgorithms)] : null));
    }

    private SipAdmission Refuse(IPEndPoint remote, int status, IReadOnlyList<SipHeader> headers)
    {
        if (!_throttle.TryTake(remote.Address, out var isFirst))
        {
            return Drop();
        }

        Interlocked.Increment(ref _refused);
        TelephonyDiagnostics.RequestRefused("refused");
        if (isFirst)
        {
            Log.Refused(_logger, remote);
        }

        return new(status, headers);
    }

    private SipAdmission Drop()
    {
        Interlocked.Increment(ref _dropped);
        TelephonyDiagnostics.RequestRefused("dropped");
        return SipAdmission.Dropped;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Remote} is none of the trunks, and was refused. If it should be let in, name its network in AllowFrom of a trunk, or in Sip:AllowFrom. It is not named here again soon.")]
        public static partial void Refused(ILogger logger, IPEndPoint remote);
    }
}
