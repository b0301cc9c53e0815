namespace Parley.Agents.Answering;

/// <summary>What the line sounds like at this moment. A state, no verdict: a person may follow any of them.</summary>
public enum LineState
{
    /// <summary>Nothing, or noise.</summary>
    Silence,

    /// <summary>Somebody or something speaks.</summary>
    Speech,

    /// <summary>A tone of unknown meaning.</summary>
    Tone,

    /// <summary>It rings at the far end.</summary>
    Ringing,

    /// <summary>The network says busy, or that all lines are.</summary>
    Busy,
}
