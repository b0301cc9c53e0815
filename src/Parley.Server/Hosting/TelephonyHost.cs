using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Sip.Transport;
using Parley.Telephony;
using Parley.Telephony.Capture;
using Parley.Telephony.Numbers;
using Parley.Telephony.Policy;
using Parley.Telephony.Transfers;
using Parley.Telephony.Trunks;

namespace Parley.Server.Hosting;

/// <summary>The telephony of the server, for as long as it runs: bound before anything listens, taken down after the sessions have ended.</summary>
internal sealed class TelephonyHost(
    IOptions<ParleyOptions> options, IOwnedNumbers numbers, IAttemptLog attempts, IDialPolicy policy, ICallerIdRules callerIds, IInboundAddresses addresses, TimeProvider time, ILoggerFactory loggers,
    TelephonyNetwork? network = null)
    : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>How long the calls that outlived their sessions may take: those whose far ends do not answer a BYE or CANCEL.</summary>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    private Switchboard? _switchboard;

    /// <summary>Places calls.</summary>
    public Dialer Dialer => Switchboard.Dialer;

    /// <summary>The switchboard; there from the start of the host on.</summary>
    public Switchboard Switchboard => _switchboard ?? throw new InvalidOperationException("The server has not been started.");

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
        }
        catch (Exception wrong) when (wrong is SipException or ArgumentException)
        {
            throw new ParleyServerException(wrong.Message, wrong);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _switchboard?.Inbound.StopAccepting();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_switchboard is not null)
        {
            using var patience = new CancellationTokenSource(LongestGoodbye, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            await _switchboard.StopAsync(either.Token);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_switchboard is not null)
        {
            await _switchboard.DisposeAsync();
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var streams = SipStreams.Read(options.Value.Sip.Tls);
        var services = new TelephonyServices
        {
            BindSip = listen => SipTransports.Bind(listen, streams, time, loggers),
            ConnectSip = (address, protocol) => SipTransports.ConnectOnly(address, protocol, streams, time, loggers),
            Numbers = numbers,
            Addresses = addresses,
            Attempts = attempts,
            Policy = policy,
            CallerIds = callerIds,
            Trunks = [.. options.Value.Trunks.Select(trunk => ToTrunk(trunk, options.Value.Sip))],
            Time = time,
            Loggers = loggers,
        };
        if (network is not null)
        {
            services = services with { BindSip = network.BindSip, ConnectSip = null, Media = network.Media, Names = network.Names };
        }

        _switchboard = await Switchboard.StartAsync(ReadOptions(options.Value) with { Random = network?.Random }, services, cancellationToken);
    }

    private static TelephonyOptions ReadOptions(ParleyOptions options)
    {
        var listen = options.Sip.Listen.Select(text => SipOptions.TryParseListen(text, out var hop) ? hop : throw new InvalidOperationException("The settings were not validated.")).ToList();
        if (listen.Count == 0)
        {
            listen = [new(IPAddress.Any, SipOptions.DefaultPort, SipProtocols.Udp), new(IPAddress.Any, SipOptions.DefaultPort, SipProtocols.Tcp)];
        }

        var (first, last) = MediaOptions.TryParsePortRange(options.Media.PortRange, out var low, out var high) ? (low, high) : throw new InvalidOperationException("The settings were not validated.");
        return new TelephonyOptions
        {
            SipListen = listen[0],
            SipListenAlso = [.. listen.Skip(1)],
            AllowFrom = [.. options.Sip.AllowFrom.Select(IPNetwork.Parse)],
            LocalNetworks = [.. options.Sip.LocalNetworks.Select(IPNetwork.Parse)],
            PublicAddress = SipOptions.TryParseEndPoint(options.Sip.PublicAddress, out var seen) ? seen.Address : null,
            Domain = options.Sip.Domain,
            MediaPorts = new PortRange((ushort)first, (ushort)last),
            MediaBindAddress = options.Media.BindAddress is { } address ? IPAddress.Parse(address) : listen[0].Address,
            MediaTimeout = options.Media.Timeout,
            Srtp = MediaOptions.TryParseSrtp(options.Media.Srtp, out var srtp) ? srtp : default,
            Codecs = [.. options.Media.Codecs],
            SessionTimers = options.Sip.ToSessionTimers(),
            ReliableProvisionals = SipOptions.Reliabilities[options.Sip.ReliableProvisionals],
            IncomingRefer = options.Sip.IncomingRefer is "follow" ? ReferPolicy.Follow : ReferPolicy.Decline,
            RingTimeout = options.Dialout.RingTimeout,
            CallerId = options.Dialout.CallerId is "oldest" ? CallerIdChoice.Oldest : CallerIdChoice.Random,
            Capture = ReadCapture(options.Capture),
        };
    }

    private static CallCaptureOptions? ReadCapture(CaptureOptions options) => options.Directory is not { } folder ? null : new()
    {
        Directory = folder,
        CapturesAll = options.Calls is CaptureOptions.AllCalls,
        KeepsKeys = options.Digits,
        KeepsSound = options.Sound,
        LargestFile = options.MaxFileSize * 1_000_000L,
    };

    private static Parley.Telephony.Trunks.TrunkOptions ToTrunk(Hosting.TrunkOptions trunk, SipOptions sip) => new()
    {
        Name = trunk.Name,
        Uri = trunk.Uri,
        Username = trunk.Username,
        Password = trunk.Password,
        Prefixes = [.. trunk.Prefixes],
        CallsPerSecond = trunk.CallsPerSecond,
        MaxCalls = trunk.MaxCalls,
        Transport = trunk.Transport,
        Register = trunk.Register,
        RegisterExpires = trunk.RegisterExpires,
        KeepAlive = trunk.KeepAlive,
        AllowFrom = [.. trunk.AllowFrom],
        InboundUsername = trunk.InboundUsername,
        InboundPassword = trunk.InboundPassword,
        InboundAlgorithms = [.. trunk.InboundAlgorithms],
        FollowRedirects = trunk.FollowRedirects,
        Srtp = MediaOptions.TryParseSrtp(trunk.Srtp, out var srtp) ? srtp : null,
        Codecs = [.. trunk.Codecs],
        Identity = Enum.Parse<TrunkIdentity>(trunk.Identity, ignoreCase: true),
        Dtmf = trunk.Dtmf switch
        {
            "telephone-event" => DigitsMethod.TelephoneEvent,
            "sip-info" => DigitsMethod.SipInfo,
            "inband" => DigitsMethod.InBand,
            _ => DigitsMethod.Auto,
        },
        SessionTimers = sip.ToSessionTimers(trunk),
        ReliableProvisionals = SipOptions.Reliabilities[trunk.ReliableProvisionals ?? sip.ReliableProvisionals],
    };
}
