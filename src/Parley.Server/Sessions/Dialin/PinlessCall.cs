using Parley.Server.Sessions.Legs;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Dialin;

/// <summary>A caller that waits for a room. It is told one at a time; one that does not let it in leaves it waiting.</summary>
internal sealed class PinlessCall(Guid id, IncomingCallOffer offer, DialinConfig config)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<Placement> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;

    /// <summary>The <c>callId</c> of the webhook and of <c>pinlessCallUpdate</c>.</summary>
    public Guid Id { get; } = id;

    public IncomingCallOffer Offer { get; } = offer;

    public DialinConfig Config { get; } = config;

    /// <summary>Completes when it has been told a room.</summary>
    public Task<Placement> Next
    {
        get
        {
            lock (_gate)
            {
                return _next.Task;
            }
        }
    }

    /// <summary>Tells it a room: the first to do so counts, and only while it still waits.</summary>
    public Placement? TryPlace(string room, int endpoint)
    {
        lock (_gate)
        {
            if (_isOver || _next.Task.IsCompleted)
            {
                return null;
            }

            var placement = new Placement(room, endpoint);
            _next.SetResult(placement);
            return placement;
        }
    }

    /// <summary>The room did not let it in; it may be told another.</summary>
    public void WaitOn()
    {
        lock (_gate)
        {
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>It waits no more.</summary>
    /// <returns><see langword="false"/> when it has been told a room in this very moment.</returns>
    public bool TryGiveUp()
    {
        lock (_gate)
        {
            _isOver |= !_next.Task.IsCompleted;
            return _isOver;
        }
    }
}

/// <summary>A room for a caller.</summary>
internal sealed class Placement(string room, int endpoint)
{
    private readonly TaskCompletionSource<string?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Room { get; } = room;

    /// <summary>By which of its SIP endpoints.</summary>
    public int Endpoint { get; } = endpoint;

    /// <summary>Completes with <see langword="null"/> when the caller is in the room, or with why it is not.</summary>
    public Task<string?> Result => _result.Task;

    public void Complete(string? refusal) => _result.TrySetResult(refusal);
}
