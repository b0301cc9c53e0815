using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Sip.Resolution;
using Parley.Sip.Transport;
using Parley.Telephony.Capture;
using Parley.Telephony.Signalling;
using Parley.Telephony.Trunks;

namespace Parley.Telephony;

/// <summary>
/// The telephony of one machine: a SIP endpoint, media ports, the dialer and the incoming calls. Made by <see cref="StartAsync"/>; <see cref="StopAsync"/>
/// ends every call in good order, disposing does it in haste.
/// </summary>
public sealed class Switchboard : IAsyncDisposable
{
    private static readonly TimeSpan Haste = TimeSpan.FromSeconds(2);

    private readonly CallEnvironment _environment;
    private readonly TrunkCare _care;
    private readonly Task _inbound;
    private bool _disposed;

    private Switchboard(CallEnvironment environment, TelephonyServices services, TrunkTable trunks, InboundAccess access, TrunkCare care)
    {
        (_environment, _care) = (environment, care);
        (Trunks, Access) = (trunks, access);
        Dialer = new(environment, trunks, services, services.Loggers);
        Inbound = new(environment, services, trunks);
        _inbound = Inbound.RunAsync();
    }

    /// <summary>Places calls.</summary>
    public Dialer Dialer { get; }

    /// <summary>Takes calls.</summary>
    public InboundCalls Inbound { get; }

    /// <summary>The trunks and the calls on them.</summary>
    public TrunkTable Trunks { get; }

    /// <summary>Who may call us, and how many were refused.</summary>
    public InboundAccess Access { get; }

    /// <summary>The media ports.</summary>
    public RtpPortPool Ports => _environment.Ports;

    /// <summary>The SIP endpoint, for requests outside calls.</summary>
    public SipEndpoint Sip => _environment.Sip;

    /// <summary>How many calls are not over yet.</summary>
    public int ActiveCalls => _environment.LiveLegs.Count;

    /// <summary>Binds the SIP port and starts to take calls.</summary>
    /// <exception cref="SipException">The SIP port is in use; the text names it.</exception>
    /// <exception cref="ArgumentException">The configuration is wrong; the text says where.</exception>
    public static async Task<Switchboard> StartAsync(TelephonyOptions options, TelephonyServices services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        var trunks = new TrunkTable(services.Trunks, services.Time);
        var ports = new RtpPortPool(services.Media, options.MediaBindAddress, options.MediaPorts);
        var random = new RandomSource(options.Random);
        var captures = options.Capture is { } wanted ? CallCaptures.Start(wanted, services.Time, services.Loggers) : null;
        List<ISipTransport> transports = [];
        SipEndpoint? sip = null;
        TrunkCare? care = null;
        try
        {
            Bind(transports, options, services, trunks);
            var access = new InboundAccess(trunks, options.AllowFrom, services.Time, options.Random is null ? null : new Random(0), services.Loggers) { Addresses = services.Addresses };
            sip = new(transports, SipOptions(options, random) with { Guard = access, Watcher = captures }, services.Time, services.Loggers);
            await sip.StartAsync(cancellationToken);
            var environment = new CallEnvironment(sip, ports, options, services.Time)
            {
                Random = random,
                Trunks = trunks,
                Locator = new(services.Names ?? new DnsNameService(), sip.Speaks, options.Random is null ? new Random() : new Random(0)),
                Policy = services.Policy,
                Captures = captures,
            };
            care = new(environment, trunks, services.Loggers);
            return new(environment, services, trunks, access, care);
        }
        catch
        {
            IReadOnlyList<IAsyncDisposable?> ends = sip is null ? transports : [sip]; // It owns the transports.
            foreach (var part in ends.Prepend(care).Append(captures))
            {
                await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
            }

            throw;
        }
    }

    /// <summary>Takes no more calls, ends those there are (BYE, CANCEL, 480) and waits until their far ends know. Further ones are refused.</summary>
    /// <param name="cancellationToken">Stops waiting, and returns.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Inbound.StopAccepting();
        Dialer.StopAccepting();
        try
        {
            await _environment.LiveLegs.HangUpAllAsync("server stopping", cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A peer that does not answer a CANCEL holds nobody up.
        }

        await _care.DisposeAsync();
        await _environment.Sip.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        using (var haste = new CancellationTokenSource(Haste, _environment.Time))
        {
            await StopAsync(haste.Token);
        }

        await _environment.Sip.DisposeAsync();
        await _inbound;
        await _environment.LiveLegs.HangUpAllAsync("server stopping", CancellationToken.None);
        if (_environment.Captures is { } captures)
        {
            await captures.DisposeAsync();
        }
    }

    // A trunk whose protocol nobody listens for is connected to all the same; it reaches us over that connection.
    private static void Bind(List<ISipTransport> transports, TelephonyOptions options, TelephonyServices services, TrunkTable trunks)
    {
        foreach (var listen in options.SipListenAlso.Prepend(options.SipListen))
        {
            transports.Add(services.BindSip(listen));
        }

        var missing = trunks.Trunks.Select(trunk => trunk.Uri.Protocol).Except(transports.Select(transport => transport.Protocol)).Where(SipProtocols.IsReliable);
        if (services.ConnectSip is { } connect)
        {
            foreach (var protocol in missing.ToList())
            {
                transports.Add(connect(options.SipListen.Address, protocol));
            }
        }
    }

    private static SipEndpointOptions SipOptions(TelephonyOptions options, RandomSource random) => new()
    {
        UserAgent = options.UserAgent,
        PublicAddress = options.PublicAddress is { } address ? new(address, 0) : null,
        LocalNetworks = options.LocalNetworks,
        SessionTimers = options.SessionTimers,
        ReliableProvisionals = options.ReliableProvisionals,
        Random = random.Fork(),
    };
}
