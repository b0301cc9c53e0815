namespace Parley.Server.Sessions;

/// <summary>Whether a session was let in.</summary>
internal enum SessionAdmission
{
    Started,

    /// <summary>As many sessions of the agent run as it may have.</summary>
    AtCapacity,

    ServerStopping,

    /// <summary>The agent's secrets are not there, or cannot be read.</summary>
    NotReady,

    /// <summary>The agent was deleted.</summary>
    NoSuchAgent,
}
