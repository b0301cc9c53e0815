using System.Net;
using System.Text;
using Parley.Audio.Tones;
using Parley.Simulation.Carrier;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Simulation.Scripts;
using Parley.Simulation.Tests.Carrier;
using Parley.Simulation.VirtualTime;
using Parley.Simulation.Voices;
using Parley.Sip;

namespace Parley.Simulation.Tests.Personas;

/// <summary>One call to a persona over real SIP and RTP, in virtual time.</summary>
internal sealed class Stage
{
    private readonly VirtualScheduler _scheduler = new();
    private readonly List<string> _sip = [];
    private readonly LineBook _callerLines = new(new BabbleTextToSpeech(), new());
    private readonly Persona _persona;
    private readonly int _seed;
    private SimulatedCall? _facts;
    private LineBook? _book;
    private TestCall? _call;

    private Stage(Persona persona, int seed) => (_persona, _seed) = (persona, seed);

    /// <summary>What the persona's end knows of the call.</summary>
    public SimulatedCall Facts => _facts!;

    /// <summary>What the caller does with.</summary>
    public TestCall Call => _call!;

    /// <summary>What the persona says, to be known again.</summary>
    public LineBook Book => _book!;

    /// <summary>What the caller says, to be known again.</summary>
    public LineBook CallerLines => _callerLines;

    /// <summary>The first lines of all SIP messages, in the order in which they were sent.</summary>
    public IReadOnlyList<string> Sip => _sip;

    /// <summary>What the caller heard, as words.</summary>
    public string? Understood => Book.Read(Call.Heard);

    /// <summary>A number that the caller notes.</summary>
    public long Sent { get; set; }

    /// <summary>How the call failed.</summary>
    public SipFailure? Failure { get; private set; }

    /// <summary>How the call ended.</summary>
    public CallEnded? End { get; private set; }

    /// <summary>How long it took, from the INVITE to the last event.</summary>
    public TimeSpan Duration => Facts.Events[^1].After;

    public static Stage Run(string yaml, Func<Stage, Task>? caller = null, int seed = 1) => Run(PersonaFile.Parse(yaml), caller, seed);

    /// <summary>Calls the persona, lets the caller act, waits for the end of the call (or hangs up after three minutes).</summary>
    public static Stage Run(Persona persona, Func<Stage, Task>? caller = null, int seed = 1)
    {
        var stage = new Stage(persona, seed);
        stage._scheduler.Run(() => stage.PlayAsync(caller ?? (_ => Task.CompletedTask)), TimeSpan.FromMinutes(30));
        return stage;
    }

    /// <summary>What happened, of some kinds.</summary>
    public IReadOnlyList<string> Details(SimulatedCallEventKind kind) => [.. Facts.Events.Where(e => e.Kind == kind).Select(e => e.Detail)];

    /// <summary>When something happened first, in seconds after the answer.</summary>
    public double AfterAnswer(SimulatedCallEventKind kind, int which = 0) =>
        (Facts.Events.Where(e => e.Kind == kind).ElementAt(which).At - Facts.Events.First(e => e.Kind is SimulatedCallEventKind.Answered).At).TotalSeconds;

    /// <summary>Whether 100 ms of a pure tone were heard.</summary>
    public bool BeepHeard(double hz) => Call.Heard.Samples.ToArray().Chunk(800).Any(chunk =>
        Goertzel.MeanSquare(chunk) > 10_000 && Goertzel.Power(chunk, hz, 8_000) > 0.8 * Goertzel.MeanSquare(chunk));

    /// <summary>Waits for the answer.</summary>
    public Task AnsweredAsync() => Call.UntilAsync<CallAnswered>();

    /// <summary>Waits for the answer, then hears the other side out, and speaks: once for each text.</summary>
    public async Task TalkAsync(params string[] texts)
    {
        await AnsweredAsync();
        foreach (var text in texts)
        {
            await Call.HearAsync();
            await Call.PauseAsync(0.2);
            await SayAsync(text);
        }
    }

    /// <summary>Answers whatever the other side says, for as long as the call lasts: a sentence for each turn.</summary>
    public async Task TalkOnAsync(string text = "Hello, this is the clinic about your visit.")
    {
        await AnsweredAsync();
        using var over = new CancellationTokenSource();
        var ending = CancelAtEndAsync(over);
        try
        {
            while (true)
            {
                await Call.Line.Ear.Utterances.ReadAsync(over.Token);
                await Call.PauseAsync(0.5);
                await SayAsync(text);
            }
        }
        catch (OperationCanceledException)
        {
            await ending;
        }
    }

    public Task SayAsync(string text) => Call.SayAsync(_callerLines, text);

    public async Task PressAsync(string keys, double after = 0)
    {
        await Call.PauseAsync(after);
        Assert.True(await Call.Line.Session.SendDigitsAsync(keys));
    }

    private async Task CancelAtEndAsync(CancellationTokenSource over)
    {
        await Call.EndAsync();
        over.Cancel();
    }

    private async Task PlayAsync(Func<Stage, Task> act)
    {
        var network = new VirtualNetwork(_scheduler.Clock);
        network.SipSent += packet => _sip.Add(FirstLine(packet));
        var (here, there) = (network.Host(IPAddress.Parse("10.0.0.1")), network.Host(IPAddress.Parse("10.0.0.2")));
        var options = new SimulatedCarrierOptions
        {
            Listen = new(here.Address, 5060),
            Seed = _seed,
            Numbers = new Dictionary<string, Persona> { ["+1"] = _persona },
        };
        await using var carrier = new SimulatedCarrier(options, new BabbleTextToSpeech(), _scheduler.Clock, here.BindSip(options.Listen), here);
        await carrier.StartAsync();
        _book = carrier.Book;
        var caller = await TestCaller.StartAsync(there, _scheduler.Clock, seed: 5);
        _call = caller.Call(new(carrier.EndPoint, "+1"));
        await act(this);
        await EndAsync(carrier);
        await caller.DisposeAsync();
        await carrier.DisposeAsync();
        _call.Dispose();
        Assert.Equal(0, network.BoundSockets);
    }

    private async Task EndAsync(SimulatedCarrier carrier)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), _scheduler.Clock);
        var hangUp = limit.Token.Register(() => _ = Call.Sip.HangUpAsync());
        var last = await Call.EndAsync();
        (Failure, End) = ((last as CallFailed)?.Failure, last as CallEnded);
        await hangUp.DisposeAsync();
        _facts = carrier.Calls.SingleOrDefault();
        await (_facts?.Ended ?? Task.CompletedTask);
    }

    private static string FirstLine(SipPacket packet)
    {
        var text = Encoding.UTF8.GetString(packet.Bytes.Span);
        var line = text[..text.IndexOf("\r\n", StringComparison.Ordinal)];
        return line.StartsWith("SIP/2.0 ", StringComparison.Ordinal) ? line["SIP/2.0 ".Length..] : line.Split(' ')[0];
    }
}
