using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Telephony;
using Parley.Testing.Expectations;

namespace Parley.Testing.Scenarios;

/// <summary>One call of a scenario.</summary>
/// <param name="Name">What to call it; no two calls of a scenario have the same.</param>
public sealed record ScenarioCall(string Name)
{
    /// <summary>How long a call may take when nobody says otherwise, in the call's own time.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(5);

    /// <summary>The agent that is started.</summary>
    public string Agent { get; init; } = "outbound";

    /// <summary>Who calls whom.</summary>
    public CallDirection Direction { get; init; } = CallDirection.Outgoing;

    /// <summary>Who is at the far end; <see langword="null"/> for a far end that is not ours, reached through a trunk.</summary>
    public Persona? Persona { get; init; }

    /// <summary>Number, address and whatever else the dial-out says; what is not given is chosen by the network that the call is made in.</summary>
    public DialoutRequest Dialout { get; init; } = new();

    /// <summary>What the way to the far end is like, in virtual time; <see langword="null"/> for a short clean one.</summary>
    public LinkPlan? Network { get; init; }

    /// <summary>What else is in the start request's body.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>How long the call may take, in its own time.</summary>
    public TimeSpan Limit { get; init; } = DefaultLimit;

    /// <summary>What has to be true once it is over.</summary>
    public IReadOnlyList<Expectation> Expectations { get; init; } = [];
}
