namespace Parley.Speech.OpenAi;

/// <summary>How long one request waits for a silent server, told apart from a caller who does not want the answer any more.</summary>
internal sealed class Patience : IDisposable
{
    private readonly OpenAiConnection _connection;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    public Patience(OpenAiConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = connection;
        _caller = cancellationToken;
        _timeout = new(Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
    }

    /// <summary>Cancelled by the caller, and when patience ends.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Waits for one step, at most as long as the options say. What breaks becomes a <see cref="SpeechException"/>.</summary>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> step)
    {
        _timeout.CancelAfter(_connection.Options.Timeout);
        try
        {
            return await step(_either.Token);
        }
        catch (OperationCanceledException exception) when (_timeout.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw _connection.TimedOut(exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw _connection.Unreachable(exception);
        }
        finally
        {
            _timeout.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
