namespace Parley.Agents.Endpoints;

/// <summary>What an agent answers at one method and path of its session.</summary>
/// <param name="request">What was asked.</param>
/// <param name="cancellationToken">Cancelled when nobody waits for the answer any more, or the session ends.</param>
public delegate Task<SessionResponse> SessionEndpointHandler(SessionRequest request, CancellationToken cancellationToken);

/// <summary>One endpoint: a method, a pattern such as <c>/notes/{id}</c>, and who answers.</summary>
internal sealed class SessionEndpoint
{
    private readonly string[] _segments;

    public SessionEndpoint(string method, string pattern, SessionEndpointHandler handler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(method);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        ArgumentNullException.ThrowIfNull(handler);
        (Method, Handler, _segments) = (method.ToUpperInvariant(), handler, Split(pattern));
    }

    public string Method { get; }

    public SessionEndpointHandler Handler { get; }

    /// <summary>Whether the path is this endpoint's, and what its placeholders stand for.</summary>
    public bool Matches(string path, out IReadOnlyDictionary<string, string> values)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        values = found;
        var segments = Split(path);
        if (segments.Length != _segments.Length)
        {
            return false;
        }

        for (var i = 0; i < segments.Length; i++)
        {
            if (_segments[i] is ['{', .. var name, '}'] && name.Length > 0)
            {
                found[name] = segments[i];
            }
            else if (!string.Equals(segments[i], _segments[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string[] Split(string path) => path.Trim('/') is { Length: > 0 } inner ? inner.Split('/') : [];
}
