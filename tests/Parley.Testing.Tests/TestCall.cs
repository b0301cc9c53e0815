using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Simulation.Carrier;
using Parley.Simulation.Lines;
using Parley.Simulation.Personas;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests;

/// <summary>Makes the record of a call by hand. Times are milliseconds after the start.</summary>
internal sealed class TestCall
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);
    private const int SamplesPerMillisecond = 8;

    private readonly FakeTimeProvider _time = new(Start);
    private readonly SimulatedCall _farEnd;
    private readonly List<AgentEvent> _events = [];
    private readonly List<SipTrace> _sip = [];
    private readonly short[] _said = new short[30_000 * SamplesPerMillisecond];
    private readonly short[] _heard = new short[30_000 * SamplesPerMillisecond];
    private CallOutcome? _outcome = Completed;
    private int _opened;

    public TestCall() => _farEnd = new("+15551230001", "1@test", ShippedPersonas.Get("busy"), new CallTape(TimeSpan.Zero), _time, _ => { });

    public static CallOutcome Completed { get; } = new(CallStage.Talking, CallEnding.Completed, CallParty.Us)
    {
        LegId = "leg",
        SipStatus = 200,
        Cause = 16,
        Rang = true,
        AnsweredAt = Start.AddSeconds(1),
        EndedAt = Start.AddSeconds(21),
    };

    public string? Error { get; set; }

    /// <summary>The far end answers; its tapes begin here.</summary>
    public TestCall Answered(int at)
    {
        _opened = at;
        FarEnd(at, SimulatedCallEventKind.Answered);
        return Event(at, new DialoutAnswered("leg"));
    }

    public TestCall Event(int at, AgentEvent occurred)
    {
        _events.Add(occurred with { Timestamp = Start.AddMilliseconds(at) });
        return this;
    }

    public TestCall FarEnd(int at, SimulatedCallEventKind kind, string detail = "")
    {
        _time.AdjustTime(Start.AddMilliseconds(at));
        _farEnd.Log(kind, detail);
        return this;
    }

    public TestCall FarEndSounds(int from, int to) => Sound(_said, from, to);

    public TestCall AgentSounds(int from, int to) => Sound(_heard, from, to);

    /// <summary>A turn of the agent that the far end hears after 50 ms.</summary>
    public TestCall AgentSays(int from, int to, string text, bool isInterrupted = false) => Event(from, new BotStartedSpeaking("leg"))
        .Event(to, new BotTranscript("leg", text, isInterrupted))
        .AgentSounds(from + 50, to + 50);

    /// <summary>Background noise on all that the far end says.</summary>
    public TestCall Noise(short amplitude)
    {
        var random = new Random(1);
        for (var i = 0; i < _said.Length; i++)
        {
            _said[i] += (short)random.Next(-amplitude, amplitude);
        }

        return this;
    }

    public TestCall Sip(int at, bool fromAgent, string text, bool isLost = false)
    {
        IPEndPoint agent = new(IPAddress.Parse("10.0.0.1"), 5060), carrier = new(IPAddress.Parse("10.0.0.2"), 5060);
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        _sip.Add(new(Start.AddMilliseconds(at), fromAgent ? agent : carrier, fromAgent ? carrier : agent, bytes) { IsLost = isLost });
        return this;
    }

    public TestCall Ended(CallOutcome? outcome)
    {
        _outcome = outcome;
        return this;
    }

    public CallRecord Record(string persona = "person") => new()
    {
        Agent = "outbound",
        Persona = persona,
        Address = "+15551230001",
        StartedAt = Start,
        EndedAt = Start.AddSeconds(22),
        Error = Error,
        Outcomes = _outcome is null ? [] : [_outcome],
        Events = [.. _events.OrderBy(e => e.Timestamp)],
        FarEnd = _farEnd.Events,
        Sip = _sip,
        Said = new(_said, 8_000),
        Heard = new(_heard, 8_000),
    };

    private TestCall Sound(short[] tape, int from, int to)
    {
        for (var i = (from - _opened) * SamplesPerMillisecond; i < (to - _opened) * SamplesPerMillisecond; i++)
        {
            tape[i] += (short)(8_000 * Math.Sin(2 * Math.PI * 300 * i / 8_000));
        }

        return this;
    }
}
