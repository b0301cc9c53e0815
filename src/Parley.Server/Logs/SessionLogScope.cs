using System.Globalization;

namespace Parley.Server.Logs;

/// <summary>The scope that everything is logged in that belongs to a session. Other providers show it by its values.</summary>
internal sealed class SessionLogScope(Guid sessionId, string agent, Guid? deploymentId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public Guid SessionId => sessionId;

    public string Agent => agent;

    public Guid? DeploymentId => deploymentId;

    public int Count => 2;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("SessionId", sessionId),
        1 => new("Agent", agent),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
        yield return this[1];
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"session {sessionId} of {agent}");
}
