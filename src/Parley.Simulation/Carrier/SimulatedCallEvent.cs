namespace Parley.Simulation.Carrier;

/// <summary>Something that happened to a call, as its simulated party saw it.</summary>
/// <param name="Call">The call.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Detail">More about it, in words: the line that was said, the status that refused.</param>
public sealed record SimulatedCallEvent(SimulatedCall Call, DateTimeOffset At, SimulatedCallEventKind Kind, string Detail)
{
    /// <summary>How long after the INVITE.</summary>
    public TimeSpan After => At - Call.StartedAt;

    /// <inheritdoc/>
    public override string ToString() => $"{After.TotalSeconds,7:0.00} s  {Call.Number}  {Kind}  {Detail}";
}

/// <summary>What happens to calls of the simulated network.</summary>
public enum SimulatedCallEventKind
{
    /// <summary>The INVITE came in, or went out.</summary>
    Invited,

    /// <summary>The phone rings (180).</summary>
    Ringing,

    /// <summary>There is sound before the answer (183).</summary>
    EarlyMedia,

    /// <summary>The phone was answered (200).</summary>
    Answered,

    /// <summary>The party said a line.</summary>
    Said,

    /// <summary>The party's equipment played tones.</summary>
    Played,

    /// <summary>The party heard somebody speak.</summary>
    Heard,

    /// <summary>The party received a key press.</summary>
    Digit,

    /// <summary>The party pressed keys.</summary>
    Pressed,

    /// <summary>The party put the other side on hold (re-INVITE).</summary>
    Held,

    /// <summary>The party took the other side off hold again.</summary>
    Resumed,

    /// <summary>The party sends no sound any more, though the call goes on.</summary>
    FellSilent,

    /// <summary>The party is gone without a word: no sound, no BYE, no answer to any request.</summary>
    Vanished,

    /// <summary>A voicemail has kept a message.</summary>
    MessageKept,

    /// <summary>The other side changed the media (re-INVITE).</summary>
    Renegotiated,

    /// <summary>The call was refused, or given up before the answer.</summary>
    Failed,

    /// <summary>The call was answered and has ended.</summary>
    Ended,
}
