namespace Parley.Agents.Answering;

/// <summary>What words can point to.</summary>
internal enum Cue
{
    /// <summary>A recording that takes a message, or says why nobody answers.</summary>
    Machine,

    /// <summary>A mailbox that takes no message: full, or not set up.</summary>
    Full,

    /// <summary>Somebody's screener, which asks who calls.</summary>
    Screening,

    /// <summary>A menu or a queue.</summary>
    Ivr,

    /// <summary>The network: the number is not in service, the call cannot be completed.</summary>
    Intercept,

    /// <summary>What only a person asks or says. Vetoes the others.</summary>
    Question,
}
