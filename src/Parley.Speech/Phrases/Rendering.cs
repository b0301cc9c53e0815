using System.Runtime.ExceptionServices;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Speech.Phrases;

/// <summary>One phrase while it is rendered and afterwards: written by one task, read from its start by any number of listeners.</summary>
internal sealed class Rendering : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AudioFrame> _frames = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _rendering = Task.CompletedTask;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? _failure;
    private bool _ended;

    /// <summary>How many listen just now. Guarded by the cache's lock.</summary>
    public int Listeners { get; set; }

    /// <summary>How long what is rendered so far sounds.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Whether the whole phrase is there.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_lock)
            {
                return _ended && _failure is null;
            }
        }
    }

    /// <summary>Starts to render. Called once, by whoever asked first.</summary>
    public void Start(Func<CancellationToken, IAsyncEnumerable<AudioFrame>> render) => _rendering = RenderAsync(render);

    /// <summary>Takes one frame, waiting for it if need be; null at the end of the phrase. Throws what the voice threw.</summary>
    public async ValueTask<AudioFrame?> ReadAsync(int index, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (index < _frames.Count)
                {
                    return _frames[index];
                }

                if (_ended)
                {
                    _failure?.Throw();
                    return null;
                }

                more = _more.Task;
            }

            await more.UntilAsync(cancellationToken);
        }
    }

    /// <summary>Nobody listens any more: stops the voice, if it still renders.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _rendering;
        _stop.Dispose();
    }

    private async Task RenderAsync(Func<CancellationToken, IAsyncEnumerable<AudioFrame>> render)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            await foreach (var frame in render(_stop.Token))
            {
                Publish(() =>
                {
                    _frames.Add(frame);
                    Duration += frame.Duration;
                });
            }
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        Publish(() => (_ended, _failure) = (true, failure));
    }

    private void Publish(Action change)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            change();
            (more, _more) = (_more, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        more.SetResult();
    }
}
