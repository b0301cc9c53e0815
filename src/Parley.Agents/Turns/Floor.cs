namespace Parley.Agents.Turns;

/// <summary>Who may speak, as far as it depends on who answered.</summary>
internal enum Floor
{
    /// <summary>It is not known yet who answered, or the callee has not spoken: the bot holds its speech.</summary>
    Held,

    /// <summary>A conversation.</summary>
    Open,

    /// <summary>A machine plays its greeting: the bot is silent.</summary>
    Machine,

    /// <summary>A machine records: the bot leaves its message.</summary>
    Recording,

    /// <summary>The last words are being said.</summary>
    Ending,
}
