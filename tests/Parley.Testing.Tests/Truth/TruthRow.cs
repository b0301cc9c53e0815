using System.Text.Json.Nodes;
using Parley.Simulation.Personas;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests.Truth;

/// <summary>One way in which a call can end: what both sides do, and what is then true.</summary>
/// <param name="Name">What the row is called where it fails.</param>
internal sealed record TruthRow(string Name)
{
    /// <summary>The network that the call is made in.</summary>
    public World World { get; init; } = World.Plain;

    /// <summary>The far end as YAML.</summary>
    public string FarEnd { get; init; } = "";

    /// <summary>The far end as code, where YAML has no words for it.</summary>
    public Persona? Party { get; init; }

    /// <summary>What is dialled in place of the persona's number.</summary>
    public string? SipUri { get; init; }

    /// <summary>The number that is dialled in place of the persona's.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>What our side does by itself.</summary>
    public Doing Do { get; init; }

    /// <summary>When, in seconds after the dial-out was accepted.</summary>
    public double At { get; init; }

    /// <summary>Since when the way to the callee, and from it, is down or up again, in seconds.</summary>
    public IReadOnlyList<(double From, bool ToIsDown, bool FromIsDown)> Way { get; init; } = [];

    /// <summary>Properties of the room, for the time of the start.</summary>
    public Func<DateTimeOffset, JsonObject>? Room { get; init; }

    /// <summary>How far it got.</summary>
    public CallStage Stage { get; init; } = CallStage.Trying;

    /// <summary>How it ended.</summary>
    public CallEnding Ending { get; init; }

    /// <summary>Who ended it.</summary>
    public CallParty By { get; init; } = CallParty.Network;

    /// <summary>The final SIP status.</summary>
    public int? Status { get; init; }

    /// <summary>The cause that the far end gave.</summary>
    public int? Given { get; init; }

    /// <summary>The cause that the status stands for, where none was given.</summary>
    public int? Derived { get; init; }

    /// <summary>Whether the callee was alerted.</summary>
    public bool Rang { get; init; }

    /// <summary>Whether another attempt makes sense.</summary>
    public bool Retry { get; init; }

    /// <summary>After how many seconds, when the network says so.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Whether sound came from the far end.</summary>
    public bool Heard { get; init; }

    /// <summary>What the agent's session is told of it, in order.</summary>
    public string Events { get; init; } = "connected error";

    /// <summary>The error text of the terminal event and the outcome.</summary>
    public string? Text { get; init; }

    /// <summary>Why the session failed, if it did: a part of the text.</summary>
    public string? SessionError { get; init; }

    /// <summary>How many calls the far end's network sees: Call-IDs of INVITEs.</summary>
    public int Dialled { get; init; } = 1;

    /// <summary>Whether the dial-out is refused before anything is sent: no event, no outcome, and <see cref="SessionError"/> says why.</summary>
    public bool IsNotDialled { get; init; }

    /// <summary>Whether a person or a phone at the far end said no.</summary>
    public bool CalleeRefused { get; init; }
}

/// <summary>What our side does.</summary>
internal enum Doing
{
    /// <summary>Waits for the end.</summary>
    Nothing,

    /// <summary>The agent stops the dial-out.</summary>
    StopsTheDialout,

    /// <summary>The agent leaves its room.</summary>
    Leaves,

    /// <summary>An operator stops the session.</summary>
    StopsTheSession,

    /// <summary>The agent's handler throws when it is told that the call is connected.</summary>
    ThrowsOnceConnected,

    /// <summary>The agent's handler throws when it is told that the call is answered.</summary>
    ThrowsOnceAnswered,

    /// <summary>The agent's own method throws and leaves its session alone.</summary>
    Throws,
}

/// <summary>The networks that calls of the table are made in.</summary>
internal enum World
{
    /// <summary>As it comes.</summary>
    Plain,

    /// <summary>The trunk has a user name and a password.</summary>
    Credentials,

    /// <summary>The trunk follows one redirection.</summary>
    FollowsRedirects,

    /// <summary>A session lasts a minute at most.</summary>
    ShortSessions,

    /// <summary>The trunk carries one call, and there is one.</summary>
    FullTrunk,

    /// <summary>The server has ports for one call, and there is one.</summary>
    FewPorts,

    /// <summary>There is one agent, and it is on the phone.</summary>
    FewAgents,
}
