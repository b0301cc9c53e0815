using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Agents;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Simulation.Lines;
using Parley.Simulation.Personas;
using Parley.Simulation.Scripts;
using Parley.Simulation.Voices;
using Parley.Sip;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

namespace Parley.Simulation.Carrier;

/// <summary>
/// The phone network in a box: a SIP carrier with numbers and simulated people and machines behind them. It speaks real SIP and RTP, and
/// knows nothing of who calls it.
/// </summary>
public sealed partial class SimulatedCarrier : IAsyncDisposable
{
    /// <summary>How long a stop waits for others to hear of it.</summary>
    private static readonly TimeSpan Haste = TimeSpan.FromSeconds(2);

    private readonly SimulatedCarrierOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SipEndpoint _endpoint;
    private readonly RtpPortPool _ports;
    private readonly LineTicker _ticker;
    private readonly Lock _drawing = new();
    private readonly Random _draws;
    private readonly DigestGate? _gate;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<SimulatedCall, Task> _running = new();
    private readonly ConcurrentQueue<SimulatedCall> _calls = new();
    private readonly CallFeed _feed = new();
    private readonly VanishedCalls _vanished;
    private readonly ITextToSpeech? _voice;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Creates the carrier and binds its SIP port; nobody is reached before <see cref="StartAsync"/>.</summary>
    /// <param name="options">Where it is, and who is reached through it; <see langword="null"/> for the defaults.</param>
    /// <param name="voice">The callees' voice; without one they babble, and the log says so.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="transport">Where SIP comes from; <see langword="null"/> binds <see cref="SimulatedCarrierOptions.Listen"/> over UDP.</param>
    /// <param name="network">Where sound comes from; <see langword="null"/> for this machine's UDP.</param>
    /// <param name="loggers">Where to log; <see langword="null"/> for nowhere.</param>
    /// <exception cref="SipException">The port is in use; the message names it.</exception>
    public SimulatedCarrier(
        SimulatedCarrierOptions? options = null,
        ITextToSpeech? voice = null,
        TimeProvider? time = null,
        ISipTransport? transport = null,
        IDatagramNetwork? network = null,
        ILoggerFactory? loggers = null)
    {
        _options = options ?? new();
        _time = time ?? TimeProvider.System;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<SimulatedCarrier>();
        _draws = new Random(_options.Seed ?? Random.Shared.Next());
        _vanished = new VanishedCalls(_options.RemembersCalls);
        _voice = voice;
        Book = new LineBook(voice ?? new BabbleTextToSpeech(), _options.Voice);
        _ports = new RtpPortPool(network ?? UdpNetwork.Instance, _options.Listen.Address, _options.MediaPorts);
        _ticker = new LineTicker(_time, Faulted);
        _gate = _options.Credentials is { } credentials ? new DigestGate(credentials, Draw()) : null;
        _endpoint = new SipEndpoint(
            transport ?? UdpSipTransport.Bind(_options.Listen),
            new()
            {
                UserAgent = "Simulated carrier",
                ContactUser = "carrier",
                Random = _options.Seed is null ? null : Draw(),
                Ignores = request => _vanished.Contains(request.CallId) || PersonaAt(request)?.IgnoresCalls is true,
            },
            _time,
            loggers);
    }

    /// <summary>Where it listens for SIP.</summary>
    public IPEndPoint EndPoint => _endpoint.LocalEndPoint;

    /// <summary>What the callees say, rendered: a script that recognises their lines.</summary>
    public LineBook Book { get; private set; }

    /// <summary>Why the callees have no voice and babble; <see langword="null"/> when they have one.</summary>
    public string? VoiceTrouble { get; private set; }

    /// <summary>The calls that run, and the last of those that have ended, oldest first.</summary>
    public IReadOnlyCollection<SimulatedCall> Calls => _calls;

    /// <summary>Told at once of what happens on the network, one call's events in their order. Whoever listens neither waits nor throws.</summary>
    public event Action<SimulatedCallEvent>? Happened;

    /// <summary>Renders what the callees say, and starts to take calls.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await PrepareVoiceAsync(cancellationToken);
        await _endpoint.StartAsync(cancellationToken);
        _ticker.Start();
        _accepting = AcceptAsync();
        var numbers = string.Join(", ", _options.Numbers.Select(entry => $"{entry.Key} ({entry.Value.Name})"));
        Log.Started(_logger, EndPoint, numbers);
    }

    /// <summary>What happens on the network, from now on, until the carrier stops.</summary>
    public IAsyncEnumerable<SimulatedCallEvent> WatchAsync(CancellationToken cancellationToken = default) => _feed.WatchAsync(cancellationToken);

    /// <summary>Lets somebody of the simulated network place a call.</summary>
    /// <param name="caller">Who calls. What a <see cref="PersonaScript"/> does after the answer it does here, too.</param>
    /// <param name="from">The caller's number.</param>
    /// <param name="to">The number dialled.</param>
    /// <param name="destination">Where the SIP server of that number is.</param>
    /// <exception cref="InvalidOperationException">There is no free port for the sound.</exception>
    public SimulatedCall PlaceCall(Persona caller, string from, string to, IPEndPoint destination)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!PortsOf(from).TryRent(out var ports, out var error))
        {
            throw new InvalidOperationException(error);
        }

        var random = Draw();
        var media = new OfferAnswer(ports.LocalEndPoint, AudioCapabilities.Default, random);
        var sip = _endpoint.Invite(new OutgoingInvite
        {
            Uri = SipUri.FromEndPoint(to, destination),
            From = new NameAddress(SipUri.FromEndPoint(from, EndPoint), caller.CallerName),
            Destination = destination,
            Body = media.CreateOffer().ToBytes(),
        });
        var call = Register(from, sip.CallId, caller, invite: null);
        call.Log(SimulatedCallEventKind.Invited, to);
        var exchange = Lend(ports, caller, random);
        var phone = new Phone(call, exchange, sip, media, _vanished);
        Run(call, new CallRun(call, phone, exchange, sip, async (answered, ended) =>
        {
            await answered;
            await caller.TalkAsync(phone, ended);
        }));
        return call;
    }

    /// <summary>Hangs up everywhere and closes the ports.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        using (var haste = new CancellationTokenSource(Haste, _time))
        {
            await _endpoint.StopAsync(haste.Token);
        }

        await _endpoint.DisposeAsync();
        await _accepting;
        await Waits.AllAsync(_running.Values);
        _ticker.Dispose();
        _vanished.Dispose();
        _feed.Complete();
        _stop.Dispose();
    }

    private async Task PrepareVoiceAsync(CancellationToken cancellationToken)
    {
        VoiceTrouble = _voice is null ? "none was given" : null;
        try
        {
            await RenderAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            VoiceTrouble = exception.Message;
            Book = new LineBook(new BabbleTextToSpeech(), _options.Voice);
            await RenderAsync(cancellationToken);
        }

        if (VoiceTrouble is not null)
        {
            Log.NoVoice(_logger, VoiceTrouble);
        }
    }

    private async Task RenderAsync(CancellationToken cancellationToken) =>
        await Waits.AllAsync(_options.Numbers.Values.SelectMany(persona => persona.Lines).Distinct().Select(line => Book.GetAsync(line, cancellationToken)));

    private async Task AcceptAsync()
    {
        await foreach (var sip in _endpoint.IncomingCalls.DrainAsync(CancellationToken.None))
        {
            if (_gate?.Challenge(sip.Invite) is { } challenge)
            {
                await sip.RejectAsync(407, headers: [challenge]);
            }
            else
            {
                await TakeAsync(sip);
            }
        }
    }

    private async Task TakeAsync(IncomingCall sip)
    {
        var number = sip.Invite.Uri.User ?? "";
        if (!PortsOf(number).TryRent(out var ports, out var error))
        {
            Log.Refused(_logger, sip.CallId, error);
            await sip.RejectAsync(503, SipReason.Q850(34));
            return;
        }

        var random = Draw();
        var media = new OfferAnswer(ports.LocalEndPoint, AudioCapabilities.Default, random);
        if (!SessionDescription.TryParse(sip.Invite.Body.Span, out var offer, out error) || !media.TryAnswer(offer, out _, out _, out error))
        {
            ports.Dispose();
            Log.Refused(_logger, sip.CallId, error);
            await sip.RejectAsync(488, SipReason.Q850(65), [new("Warning", $"399 carrier \"{error.Replace('"', '\'')}\"")]);
            return;
        }

        var persona = PersonaAt(sip.Invite) ?? ShippedPersonas.Get("not-found");
        var call = Register(number, sip.CallId, persona, sip.Invite);
        call.Log(SimulatedCallEventKind.Invited, sip.Invite.From.Uri.User ?? "");
        var exchange = Lend(ports, persona, random);
        var phone = new Phone(call, exchange, sip, media, _vanished);
        Run(call, new CallRun(call, phone, exchange, sip, (_, ended) => persona.TakeCallAsync(phone, ended)));
    }

    private PhoneExchange Lend(RtpPortPair ports, Persona persona, Random random)
    {
        var own = persona.ClockDriftPpm == 0 ? null : new LineTicker(_time, Faulted, persona.ClockDriftPpm);
        own?.Start();
        return new PhoneExchange(ports, _ticker, Book, random, _time) { OwnTicker = own };
    }

    private void Faulted(Exception fault) => Log.LineFaulted(_logger, fault);

    private Persona? PersonaAt(SipRequest request) => _options.Numbers.GetValueOrDefault(request.Uri.User ?? "");

    private RtpPortPool PortsOf(string number) => _options.MediaOf?.Invoke(number) ?? _ports;

    /// <summary>Every call draws for itself, so that calls beside each other do not disturb each other's draws.</summary>
    private Random Draw()
    {
        lock (_drawing)
        {
            return new Random(_draws.Next());
        }
    }

    private SimulatedCall Register(string number, string callId, Persona persona, SipRequest? invite)
    {
        foreach (var recording in persona.Recordings)
        {
            Book.Add(recording);
        }

        var call = new SimulatedCall(number, callId, persona, new CallTape(_options.LongestRecording), _time, Publish) { Invite = invite };
        _calls.Enqueue(call);
        while (_calls.Count > _options.RemembersCalls && _calls.TryPeek(out var oldest) && oldest.Ended.IsCompleted)
        {
            _calls.TryDequeue(out _);
        }

        return call;
    }

    private void Publish(SimulatedCallEvent occurred)
    {
        _feed.Publish(occurred);
        Happened?.Invoke(occurred);
    }

    private void Run(SimulatedCall call, CallRun run) => _running[call] = RunAsync(call, run);

    private async Task RunAsync(SimulatedCall call, CallRun run)
    {
        await Task.Yield();
        if (await run.RunAsync(_stop.Token) is { } trouble)
        {
            Log.PersonaFailed(_logger, trouble, call.CallId, call.Persona.Name);
        }

        Save(call);
        call.End();
        _running.TryRemove(call, out _);
    }

    private void Save(SimulatedCall call)
    {
        if (_options.RecordingFolder is not { } folder || call.Tape.Duration == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, $"{call.StartedAt:yyyyMMdd-HHmmss-fff}-{call.Number}.wav");
            using var file = File.Create(path);
            call.SaveRecording(file);
            call.RecordingPath = path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(_logger, exception, call.CallId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The simulated phone network listens on {EndPoint}: {Numbers}")]
        public static partial void Started(ILogger logger, IPEndPoint endPoint, string numbers);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The simulated callees have no voice and babble without words: {Trouble}")]
        public static partial void NoVoice(ILogger logger, string trouble);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} was refused by the simulated carrier: {Error}")]
        public static partial void Refused(ILogger logger, string callId, string error);

        [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId}: the simulated {Persona} failed")]
        public static partial void PersonaFailed(ILogger logger, Exception exception, string callId, string persona);

        [LoggerMessage(Level = LogLevel.Error, Message = "A line of the simulated network failed in its tick and is silent from now on")]
        public static partial void LineFaulted(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The recording of call {CallId} could not be written")]
        public static partial void NotSaved(ILogger logger, Exception exception, string callId);
    }
}
