using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Server.Api;
using Parley.Server.Sessions;
using Parley.Simulation.Carrier;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Simulation.VirtualTime;
using Parley.Sip.Parsing;
using Parley.Telephony;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Hosting;

/// <summary>A server and a carrier on one ground, and the files of the calls between them.</summary>
internal sealed class NetworkWorld : IAsyncDisposable
{
    private const string SipScheme = "sip:";
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>How many glances the far end has to come to its own end once the session is over.</summary>
    private const int MostGlances = 40;

    private readonly IGround _ground;
    private readonly ServerHost _server;
    private readonly SimulatedCarrier _carrier;
    private readonly ConcurrentDictionary<string, Persona> _numbers = new(PhoneBook.Default);
    private readonly ConcurrentDictionary<string, CallFile> _files = new();
    private readonly ConcurrentDictionary<Guid, CallFile> _sessions = new();
    private readonly ConcurrentDictionary<string, CallFile> _sipCalls = new();
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<object>> _early = new();
    private readonly bool _keepsAudio;
    private readonly Random _random;
    private int _lastNumber = 1_000_000;
    private bool _started;
    private bool _disposed;
    private bool _failed;
    private int _running;

    public NetworkWorld(int seed, IGround ground, Action<PhoneNetworkBuilder>? configure)
    {
        var random = new Random(seed);
        _ground = ground;
        _ground.Seed(new Random(random.Next()));
        _ground.SipSent += Add;
        _ground.WayOf = message => FileOf(message)?.Way;
        _random = new Random(random.Next());
        _server = new ServerHost(ground, new Random(random.Next()), configure, turn => _carrier!.Book.Read(turn));
        _keepsAudio = _server.Settings.KeepsAudio;
        if (ground.Scheduler is { } scheduler)
        {
            scheduler.ThrowsOnEscape = _server.Settings.ThrowsOnEscape;
        }

        var options = new SimulatedCarrierOptions
        {
            Listen = ground.Carrier,
            Numbers = _numbers,
            MediaOf = number => _files.GetValueOrDefault(number)?.Way?.Media,
            Seed = random.Next(),
            LongestRecording = _keepsAudio ? TimeSpan.FromMinutes(15) : TimeSpan.Zero,
        };
        _carrier = new SimulatedCarrier(options, _server.PersonaVoice, ground.Time, ground.CarrierSip, ground.CarrierMedia);
        _carrier.Happened += Add;
    }

    public TimeProvider Time => _ground.Time;

    public VirtualScheduler? Scheduler => _ground.Scheduler;

    public VirtualNetwork? Hosts => _ground.Network;

    public IServiceProvider Services => _server.Services;

    public NetworkUse InUse => _server.InUse;

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(PhoneNetwork));
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            throw new InvalidOperationException("The network runs already; inside of a run, start calls with Start.");
        }

        try
        {
            return await _ground.RunAsync(
                async () =>
                {
                    await StartAsync();
                    return await work();
                },
                cancellationToken);
        }
        catch
        {
            _failed = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    public PhoneCall Start(CallPlan plan)
    {
        ThrowUnlessRunning();
        var number = plan.Address ?? $"+1555{Interlocked.Increment(ref _lastNumber):0000000}";
        var file = new CallFile(plan, number, Time);
        (_numbers[number], _files[number]) = (plan.Persona, file);
        return new PhoneCall(file, () => StopAsync(file), RunCallAsync(file));
    }

    public Task StopServerAsync()
    {
        ThrowUnlessRunning();
        return _server.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_failed && Scheduler is { } scheduler)
        {
            scheduler.ThrowsOnEscape = false;   // What failed is being told; what escapes while it is taken down must not be told in its place.
        }

        await _ground.RunAsync<object?>(
            async () =>
            {
                await _server.DisposeAsync();
                await _carrier.DisposeAsync();
                return null;
            },
            CancellationToken.None);
    }

    private void ThrowUnlessRunning()
    {
        if (Volatile.Read(ref _running) == 0)
        {
            throw new InvalidOperationException("This is for the steps of a run: call it inside of RunAsync.");
        }
    }

    private async Task StartAsync()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        _server.Watch.Happened += (session, occurred) => Add(session, occurred);
        _server.Watch.LegEnded += (session, outcome) => Add(session, outcome);
        _server.Watch.Ended += (session, end) => Add(session, end);
        await _carrier.StartAsync(CancellationToken.None);
        await _server.StartAsync(_ground.Carrier, CancellationToken.None);
    }

    private async Task<CallRecord> RunCallAsync(CallFile file)
    {
        await Task.Yield();
        if (file.Plan.StartsAfter > TimeSpan.Zero)
        {
            await Task.Delay(file.Plan.StartsAfter, Time, CancellationToken.None);
        }

        foreach (var line in file.Plan.Persona.Lines)
        {
            await _carrier.Book.GetAsync(line, CancellationToken.None);
        }

        file.Way = file.Plan.Network is { } plan ? _ground.Lay(plan, new Random(_random.Next())) : null;
        await using var limit = Time.CreateTimer(_ => OnLimit(file), null, file.Plan.Limit, Timeout.InfiniteTimeSpan);
        await (file.Plan.Direction is CallDirection.Outgoing ? CallOutAsync(file) : CallInAsync(file));
        for (var i = 0; i < MostGlances && file.FarEnd is { Ended.IsCompleted: false }; i++)
        {
            await Task.Delay(Glance, Time, CancellationToken.None);
        }

        file.Close();
        return file.ToRecord(_keepsAudio);
    }

    private async Task CallOutAsync(CallFile file)
    {
        var request = Encoding.UTF8.GetBytes(StartRequestOf(file).ToJsonString());
        if (StartRequestReader.TryRead(request, Time.GetUtcNow(), out var start) is { } error)
        {
            file.Error = error.ToString();
            return;
        }

        var started = await _server.Starter.StartAsync(file.Plan.Agent, start!, CancellationToken.None);
        if (started.Admission is not SessionAdmission.Started)
        {
            file.Error = $"The session was not started: {started.Admission}.";
            return;
        }

        Attach(started.SessionId, file);
        await _server.Sessions.WhenEndedAsync(started.SessionId, CancellationToken.None);
    }

    private async Task CallInAsync(CallFile file)
    {
        var call = _carrier.PlaceCall(file.Plan.Persona, file.Number, ServerHost.OwnedNumber, _ground.Server);
        await call.Ended;
        if (file.SessionId is { } session)
        {
            await _server.Sessions.WhenEndedAsync(session, CancellationToken.None);
        }
    }

    private static JsonObject StartRequestOf(CallFile file)
    {
        var body = (JsonObject?)file.Plan.Body?.DeepClone() ?? [];
        if (!body.ContainsKey("dialout_settings"))
        {
            var entry = (JsonObject?)file.Plan.DialoutSettings?.DeepClone() ?? [];
            entry[file.Number.StartsWith(SipScheme, StringComparison.Ordinal) ? "sipUri" : "phoneNumber"] = file.Number;
            body["dialout_settings"] = new JsonArray(entry);
        }

        var room = (JsonObject?)file.Plan.RoomProperties?.DeepClone() ?? [];
        room.TryAdd("enable_dialout", true);
        return new JsonObject
        {
            ["createDailyRoom"] = true,
            ["dailyRoomProperties"] = room,
            ["body"] = body,
        };
    }

    private void OnLimit(CallFile file)
    {
        file.Error ??= $"The call was not over after {file.Plan.Limit:c}; its session was stopped.";
        _ = StopAsync(file);
    }

    private Task StopAsync(CallFile file) =>
        file.SessionId is { } session ? _server.Sessions.StopAsync(session, SessionEnd.Terminated, CancellationToken.None) : Task.CompletedTask;

    private void Attach(Guid session, CallFile file)
    {
        file.SessionId = session;
        _sessions[session] = file;
        if (_early.TryRemove(session, out var waiting))
        {
            foreach (var occurred in waiting)
            {
                File(file, occurred);
            }
        }
    }

    /// <summary>Puts what a session tells into its call's file; what comes before the two are known to belong together waits.</summary>
    private void Add(Guid session, object occurred)
    {
        if (_sessions.TryGetValue(session, out var file))
        {
            File(file, occurred);
            return;
        }

        _early.GetOrAdd(session, _ => new()).Enqueue(occurred);
        if (occurred is DialinConnected dialin && dialin.SipCallId is { } callId && _sipCalls.TryGetValue(callId, out var called))
        {
            Attach(session, called);
        }
    }

    private static void File(CallFile file, object occurred)
    {
        switch (occurred)
        {
            case AgentEvent happened:
                file.Add(happened);
                break;
            case CallOutcome outcome:
                file.Add(outcome);
                break;
            case SessionEnd { Status: CompletionStatus.Failed } end:
                file.Error ??= end.Reason;
                break;
        }
    }

    private void Add(SimulatedCallEvent occurred)
    {
        if (_files.TryGetValue(occurred.Call.Number, out var file))
        {
            file.Add(occurred);
        }
    }

    private void Add(SipTrace trace) => FileOf(trace.Bytes)?.Add(trace);

    /// <summary>A SIP message belongs to the call whose number stands in the INVITE, and after it to the same Call-ID.</summary>
    private CallFile? FileOf(ReadOnlyMemory<byte> message)
    {
        if (!CallIdHeader.TryFind(message.Span, out var callId))
        {
            return null;
        }

        if (_sipCalls.TryGetValue(callId, out var file) || !message.Span.StartsWith("INVITE "u8))
        {
            return file;
        }

        file = SipAddresses.Of(Encoding.UTF8.GetString(message.Span)).Select(number => _files.GetValueOrDefault(number)).FirstOrDefault(known => known is not null);
        if (file is not null)
        {
            _sipCalls[callId] = file;
        }

        return file;
    }
}
