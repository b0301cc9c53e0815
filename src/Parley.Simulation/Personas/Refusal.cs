using Parley.Simulation.Carrier;

namespace Parley.Simulation.Personas;

/// <summary>Nobody to talk to: the call is refused, perhaps after some rings.</summary>
/// <param name="Kind">What to call it: <c>busy</c>, <c>declines</c>.</param>
/// <param name="Status">The SIP status.</param>
/// <param name="Cause">The cause of the telephone network (ITU-T Q.850).</param>
public sealed record Refusal(string Kind, int Status, int Cause) : Persona
{
    /// <summary>The line is in use: 486.</summary>
    public static Refusal Busy { get; } = new("busy", 486, 17);

    /// <summary>Somebody looks at the phone, and does not want to talk: 603 after two seconds of ringing.</summary>
    public static Refusal Declines { get; } = new("declines", 603, 21) { RingsFor = TimeSpan.FromSeconds(2) };

    /// <inheritdoc/>
    public override string Name => Kind;

    /// <summary>How long it rings first; not at all for zero.</summary>
    public TimeSpan RingsFor { get; init; }

    /// <inheritdoc/>
    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (RingsFor > TimeSpan.Zero)
        {
            await phone.RingAsync(RingsFor, cancellationToken);
        }

        await phone.RejectAsync(Status, Cause, cancellationToken);
    }
}
