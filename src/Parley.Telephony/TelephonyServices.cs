using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Rtp.Transport;
using Parley.Sip.Resolution;
using Parley.Sip.Transport;
using Parley.Telephony.Numbers;
using Parley.Telephony.Policy;
using Parley.Telephony.Trunks;

namespace Parley.Telephony;

/// <summary>What a <see cref="Switchboard"/> works with: the host's records, and the seams where simulated parts come in.</summary>
public sealed record TelephonyServices
{
    /// <summary>The owned numbers.</summary>
    public required IOwnedNumbers Numbers { get; init; }

    /// <summary>Addresses that may be called beside the numbers; <see langword="null"/> for none.</summary>
    public IInboundAddresses? Addresses { get; init; }

    /// <summary>Where attempts are written down before the INVITE.</summary>
    public required IAttemptLog Attempts { get; init; }

    /// <summary>The trunks, in the order of the configuration.</summary>
    public IReadOnlyList<TrunkOptions> Trunks { get; init; } = [];

    /// <summary>Which calls may be placed.</summary>
    public IDialPolicy Policy { get; init; } = AllowAll.Instance;

    /// <summary>Which of the owned numbers a callee is to see; <see langword="null"/> when all are alike.</summary>
    public ICallerIdRules? CallerIds { get; init; }

    /// <summary>Where host names are looked up; <see langword="null"/> asks DNS.</summary>
    public INameService? Names { get; init; }

    /// <summary>Opens the SIP transport at an address: over UDP, or what a <see cref="SipHop"/> says.</summary>
    public Func<IPEndPoint, ISipTransport> BindSip { get; init; } = address => SipTransports.Bind(address);

    /// <summary>Opens a transport that only connects, for a trunk whose protocol is not listened for; <see langword="null"/> where there is no such thing.</summary>
    public Func<IPAddress, string, ISipTransport>? ConnectSip { get; init; }

    /// <summary>Where media sockets come from.</summary>
    public IDatagramNetwork Media { get; init; } = UdpNetwork.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where to log; <see langword="null"/> for nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }
}
