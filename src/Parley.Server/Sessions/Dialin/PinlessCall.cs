using Parley.Server.Sessions.Legs;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Dialin;

/// <summary>A caller that waits for a room.</summary>
internal sealed class PinlessCall(Guid id, IncomingCallOffer offer, DialinConfig config)
{
    private readonly TaskCompletionSource<Placement> _placed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _decided;

    /// <summary>The <c>callId</c> of the webhook and of <c>pinlessCallUpdate</c>.</summary>
    public Guid Id { get; } = id;

    public IncomingCallOffer Offer { get; } = offer;

    public DialinConfig Config { get; } = config;

    /// <summary>Completes when it has been told its room.</summary>
    public Task<Placement> Placed => _placed.Task;

    /// <summary>Tells it its room: the first to do so counts, and only while it still waits.</summary>
    public Placement? TryPlace(string room)
    {
        if (Interlocked.Exchange(ref _decided, 1) == 1)
        {
            return null;
        }

        var placement = new Placement(room);
        _placed.SetResult(placement);
        return placement;
    }

    /// <summary>It waits no more.</summary>
    /// <returns><see langword="false"/> when it has been told its room in this very moment.</returns>
    public bool TryGiveUp() => Interlocked.Exchange(ref _decided, 1) == 0;
}

/// <summary>A room for a caller.</summary>
internal sealed class Placement(string room)
{
    private readonly TaskCompletionSource<string?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Room { get; } = room;

    /// <summary>Completes with <see langword="null"/> when the caller is in the room, or with why it is not.</summary>
    public Task<string?> Result => _result.Task;

    public void Complete(string? refusal) => _result.TrySetResult(refusal);
}
