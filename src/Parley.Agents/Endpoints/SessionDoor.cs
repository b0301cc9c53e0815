namespace Parley.Agents.Endpoints;

/// <summary>The endpoints of one session, for the host that brings requests to it.</summary>
public sealed class SessionDoor
{
    private readonly List<SessionEndpoint> _endpoints = [];
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SessionDoor()
    {
    }

    /// <summary>Completes once the agent has mapped what it wants to, and runs its session.</summary>
    public Task Opened => _open.Task;

    /// <summary>Finds who answers a request once the door is <see cref="Opened"/>.</summary>
    /// <returns>What asks the agent for its answer, or <see langword="null"/> when it has no such endpoint.</returns>
    public Func<CancellationToken, Task<SessionResponse>>? Find(SessionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var endpoint in _endpoints)
        {
            if (endpoint.Method == request.Method && endpoint.Matches(request.Path, out var values))
            {
                return cancellationToken => endpoint.Handler(request with { PathValues = values }, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>The methods that the agent answers at a path; none when it does not know it.</summary>
    public IReadOnlyList<string> MethodsAt(string path) => [.. _endpoints.Where(endpoint => endpoint.Matches(path, out _)).Select(endpoint => endpoint.Method).Distinct()];

    internal void Map(SessionEndpoint endpoint) => _endpoints.Add(endpoint);

    internal void Open() => _open.TrySetResult();
}
