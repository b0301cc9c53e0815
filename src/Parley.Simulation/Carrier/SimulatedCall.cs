using System.Collections.Immutable;
using Parley.Audio;
using Parley.Simulation.Lines;
using Parley.Simulation.Personas;
using Parley.Sip.Messages;

namespace Parley.Simulation.Carrier;

/// <summary>The facts of one call over the simulated network: what its party heard, said and saw. Safe to read from any thread, also while it runs.</summary>
public sealed class SimulatedCall
{
    private readonly Action<SimulatedCallEvent> _publish;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableList<SimulatedCallEvent> _events = [];

    internal SimulatedCall(string number, string callId, Persona persona, CallTape tape, TimeProvider time, Action<SimulatedCallEvent> publish)
    {
        (Number, CallId, Persona, Tape, _time, _publish) = (number, callId, persona, tape, time, publish);
        StartedAt = time.GetUtcNow();
    }

    /// <summary>The number of the simulated party: the one dialled, or the one calling.</summary>
    public string Number { get; }

    /// <summary>The SIP Call-ID.</summary>
    public string CallId { get; }

    /// <summary>Who the party is.</summary>
    public Persona Persona { get; }

    /// <summary>The INVITE of a call to the party; <see langword="null"/> for a call that the party placed.</summary>
    public SipRequest? Invite { get; internal init; }

    /// <summary>When the INVITE came in, or went out.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>What has happened so far.</summary>
    public IReadOnlyList<SimulatedCallEvent> Events => _events;

    /// <summary>Completes when the call is over and everything about it is known.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Everything that the party said, at 8 kHz, from the first sound of the line on.</summary>
    public AudioFrame Said => Tape.Said;

    /// <summary>Everything that the party heard, in step with <see cref="Said"/>.</summary>
    public AudioFrame Heard => Tape.Heard;

    /// <summary>The message that a voicemail has kept.</summary>
    public AudioFrame? Message { get; internal set; }

    /// <summary>Where the recording of the call was written, if recordings are kept in a folder.</summary>
    public string? RecordingPath { get; internal set; }

    internal CallTape Tape { get; }

    /// <summary>Whether something of that kind has happened.</summary>
    public bool Has(SimulatedCallEventKind kind) => _events.Any(e => e.Kind == kind);

    /// <summary>Writes both sides as a stereo WAV file: left what the party said, right what it heard.</summary>
    public void SaveRecording(Stream file) => Tape.Save(file);

    internal void Log(SimulatedCallEventKind kind, string detail = "")
    {
        var occurred = new SimulatedCallEvent(this, _time.GetUtcNow(), kind, detail);
        ImmutableInterlocked.Update(ref _events, static (events, added) => events.Add(added), occurred);
        _publish(occurred);
    }

    internal void End() => _ended.TrySetResult();
}
