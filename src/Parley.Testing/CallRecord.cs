using Parley.Agents;
using Parley.Audio;
using Parley.Simulation.Carrier;
using Parley.Telephony.Outcomes;

namespace Parley.Testing;

/// <summary>One call of a run and all that is known of it, from both ends. Complete once the run has returned; nothing of it changes afterwards.</summary>
public sealed record CallRecord
{
    /// <summary>The agent that was started.</summary>
    public required string Agent { get; init; }

    /// <summary>Who was called, or who called: the persona's name; the number dialled when the far end is no persona of ours.</summary>
    public required string Persona { get; init; }

    /// <summary>The number or SIP address of the far end.</summary>
    public required string Address { get; init; }

    /// <summary>The session; <see langword="null"/> when none was started.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Why the session was not started, or why its agent failed; <see langword="null"/> when nothing went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>The moment that times of this record are counted from: when the session was asked for.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the session was over.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The facts of the call's end; <see langword="null"/> when nothing was dialled. The last one when a call was dialled again.</summary>
    public CallOutcome? Outcome => Outcomes.Count == 0 ? null : Outcomes[^1];

    /// <summary>The facts of every call leg of the session, in the order in which they ended.</summary>
    public IReadOnlyList<CallOutcome> Outcomes { get; init; } = [];

    /// <summary>What the agent's session was told and did, in order.</summary>
    public IReadOnlyList<AgentEvent> Events { get; init; } = [];

    /// <summary>What the far end did, said and heard, in order; empty when it is no persona of ours.</summary>
    public IReadOnlyList<SimulatedCallEvent> FarEnd { get; init; } = [];

    /// <summary>Every SIP message of the call, in the order in which they were sent; those that the network lost are among them.</summary>
    public IReadOnlyList<SipTrace> Sip { get; init; } = [];

    /// <summary>What the far end said, at 8 kHz, from the first sound of its line on.</summary>
    public AudioFrame Said { get; init; } = new(ReadOnlyMemory<short>.Empty, 8_000);

    /// <summary>What the far end heard, in step with <see cref="Said"/>.</summary>
    public AudioFrame Heard { get; init; } = new(ReadOnlyMemory<short>.Empty, 8_000);

    /// <summary>How long after the start something happened.</summary>
    public TimeSpan After(DateTimeOffset moment) => moment - StartedAt;
}
