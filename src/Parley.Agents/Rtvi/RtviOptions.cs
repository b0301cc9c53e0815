namespace Parley.Agents;

/// <summary>What RTVI clients are told. Set before the session runs.</summary>
public sealed record RtviOptions
{
    /// <summary>Whether clients are served at all. Without them it costs nothing: nothing is sent before a client has said that it is ready.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether <c>client-ready</c> is answered with <c>bot-ready</c> by itself, once its handlers have run. Otherwise the agent calls <see cref="AgentSession.SetBotReadyAsync"/>.</summary>
    public bool AnswersClientReady { get; init; } = true;

    /// <summary>Whether a client may end the session with <c>disconnect-bot</c>.</summary>
    public bool AllowsDisconnect { get; init; } = true;

    /// <summary>How much of function calls clients see.</summary>
    public RtviFunctionDetail FunctionDetail { get; init; } = RtviFunctionDetail.None;
}

/// <summary>How much of a function call RTVI clients see (contract 10.3).</summary>
public enum RtviFunctionDetail
{
    /// <summary>That there is one is not told.</summary>
    Disabled,

    /// <summary>Only its id.</summary>
    None,

    /// <summary>Its id and name.</summary>
    Name,

    /// <summary>Arguments and result too.</summary>
    Full,
}
