using System.Collections.Concurrent;
using System.Threading.Channels;
using Parley.Server.Sessions;

namespace Parley.Server.Tests;

/// <summary>Sessions that do what a test says: by default they wait until they are stopped.</summary>
internal sealed class FakeSessionRunner : ISessionRunner
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<SessionEnd>> _running = new();
    private readonly Channel<Guid> _bell = Channel.CreateUnbounded<Guid>();

    public ConcurrentQueue<StartCommand> Started { get; } = new();

    /// <summary>The sessions that were started, once there are <paramref name="count"/>: a start is answered before its agent runs.</summary>
    public async Task<StartCommand[]> StartedAsync(int count = 1)
    {
        while (Started.Count < count)
        {
            await _bell.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }

        return [.. Started];
    }

    public Func<StartCommand, CancellationToken, Task<SessionEnd>>? Behaviour { get; set; }

    public Task<SessionEnd> RunAsync(StartCommand command, CancellationToken cancellationToken)
    {
        Started.Enqueue(command);
        _bell.Writer.TryWrite(command.SessionId);
        return Behaviour is { } behave ? behave(command, cancellationToken) : Of(command.SessionId).Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends a session as its agent would.</summary>
    public void End(Guid sessionId, SessionEnd end) => Of(sessionId).TrySetResult(end);

    private TaskCompletionSource<SessionEnd> Of(Guid id) => _running.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
