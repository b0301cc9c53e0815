namespace Parley.Server.Hosting;

/// <summary>An agent that the host has added.</summary>
/// <param name="Name">Its name in <c>/v1/public/{agent}/start</c>.</param>
/// <param name="AgentType">The class; one object per session, from the session's scope.</param>
/// <param name="BodyType">What the caller's data is read as.</param>
internal sealed record AgentRegistration(string Name, Type AgentType, Type BodyType);
