using System.Collections.ObjectModel;
using Parley.Server.Deployments;

namespace Parley.Server.Sessions;

/// <summary>A place among the running sessions of an agent, or why there is none. Disposing gives the slot back unless a session has taken it over.</summary>
internal sealed class SessionPlace(SessionAdmission admission, AgentState? agent, IDisposable? slot) : IDisposable
{
    private IDisposable? _slot = slot;

    /// <summary>Whether there is a place.</summary>
    public SessionAdmission Admission => admission;

    /// <summary>The agent as it stood when the place was given; of use only when it was.</summary>
    public AgentState Agent => agent!;

    /// <summary>The secrets that its session is given.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Hands the slot over to a session.</summary>
    public IDisposable TakeSlot() => Interlocked.Exchange(ref _slot, null) ?? throw new InvalidOperationException("A place is for one session.");

    public void Dispose() => Interlocked.Exchange(ref _slot, null)?.Dispose();
}
