namespace Parley.Agents.Answering;

/// <summary>How sure the detector must be before it tells.</summary>
public enum AnswerProfile
{
    /// <summary>Speaks to people sooner, to more machines as well.</summary>
    Fast,

    /// <summary>The default.</summary>
    Balanced,

    /// <summary>Waits longer, errs less.</summary>
    Careful,
}
