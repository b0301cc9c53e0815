namespace Parley.Agents.Endpoints;

/// <summary>An HTTP request to a running session, for an endpoint that its agent has mapped.</summary>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Path">The path behind the session's id, with a slash at its start, decoded.</param>
public sealed record SessionRequest(string Method, string Path)
{
    /// <summary>What the placeholders of the endpoint's pattern stand for.</summary>
    public IReadOnlyDictionary<string, string> PathValues { get; init; } = new Dictionary<string, string>();

    /// <summary>The query as it came, with its question mark; empty when there is none.</summary>
    public string QueryString { get; init; } = "";

    /// <summary>The query's values by name, decoded.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Query { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The headers by name, whatever its case; without the key that let the request in. <c>x-daily-session-id</c> is the session's id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
