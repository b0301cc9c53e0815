using System.Text.Json.Nodes;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Telephony;

namespace Parley.Testing;

/// <summary>A call to be made in a run: which agent, and who is at the other end.</summary>
public sealed record CallPlan
{
    /// <summary>The agent's name, as it was added to the network.</summary>
    public required string Agent { get; init; }

    /// <summary>Who is at the far end.</summary>
    public required Persona Persona { get; init; }

    /// <summary>The number or SIP address that is dialled in place of one of the persona's: somebody who is not reached through the simulated carrier. In real time only.</summary>
    public string? Address { get; init; }

    /// <summary>Whether the agent calls, or is called by the persona.</summary>
    public CallDirection Direction { get; init; } = CallDirection.Outgoing;

    /// <summary>
    /// The <c>body</c> of the start request. <c>dialout_settings</c> with the persona's number is put in unless it is there already. Not used for a call that comes in.
    /// </summary>
    public JsonObject? Body { get; init; }

    /// <summary>More properties for the entry of <c>dialout_settings</c>, such as <c>extension</c>.</summary>
    public JsonObject? DialoutSettings { get; init; }

    /// <summary>More <c>dailyRoomProperties</c> of the start request, such as <c>eject_after_elapsed</c>.</summary>
    public JsonObject? RoomProperties { get; init; }

    /// <summary>What the way between the server and the far end is like, for SIP and for sound; <see langword="null"/> for a short clean one. In virtual time only.</summary>
    public LinkPlan? Network { get; init; }

    /// <summary>How long after the start of the run it begins.</summary>
    public TimeSpan StartsAfter { get; init; }

    /// <summary>How long it may take; then its session is stopped and the record says so.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(15);
}
