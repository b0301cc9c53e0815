using Parley.Agents;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>Agents for tests.</summary>
internal static class Scripted
{
    /// <summary>Dials as soon as it has joined, and leaves when a dial-out is over.</summary>
    public static AgentScript Dials(DialoutRequest request, Action<AgentSession>? more = null) => (session, cancellationToken) =>
    {
        session.On<CallStateUpdated>(async (e, ct) =>
        {
            if (e.State is CallState.Joined)
            {
                var start = await session.StartDialoutAsync(request, ct);
                if (!start.IsAccepted)
                {
                    throw new InvalidOperationException(start.Error);
                }
            }
        });
        session.On<DialoutStopped>((_, ct) => session.LeaveAsync(ct));
        session.On<DialoutError>((_, ct) => session.LeaveAsync(ct));
        more?.Invoke(session);
        return session.RunAsync(cancellationToken: cancellationToken);
    };

    /// <summary>Does something as soon as it has joined, then leaves.</summary>
    public static AgentScript Once(Func<AgentSession, CancellationToken, Task> act) => (session, cancellationToken) =>
    {
        session.On<CallStateUpdated>(async (e, ct) =>
        {
            if (e.State is CallState.Joined)
            {
                await act(session, ct);
                await session.LeaveAsync(ct);
            }
        });
        return session.RunAsync(cancellationToken: cancellationToken);
    };

    /// <summary>Joins and stays until it is told to go.</summary>
    public static AgentScript Stays { get; } = (session, cancellationToken) => session.RunAsync(cancellationToken: cancellationToken);
}
