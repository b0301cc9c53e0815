using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Rooms;
using Parley.Server.Sessions.Legs;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Rooms;

/// <summary>
/// The rooms of this process that somebody is in. A room is opened for its first party, an agent or a call leg, and closed behind its last; each party holds it
/// from before it comes until after it has gone, so nobody ever comes into a room that is being closed.
/// </summary>
internal sealed class LiveRooms(RoomStore store, LegFactory legs, MediaClock clock, TimeProvider time, ILoggerFactory loggers)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LiveRoom> _rooms = [];
    private readonly Dictionary<Guid, SessionData> _data = [];
    private readonly List<TaskCompletionSource> _waiting = [];
    private long _opened;
    private int _closing;
    private bool _stopping;

    /// <summary>Told of what happens in every room, once, in the room's order, whoever is in it. Whoever listens neither waits nor throws.</summary>
    public event Action<LiveRoom, AgentEvent>? Happened;

    /// <summary>Those there are now, in the order in which they were opened.</summary>
    public IReadOnlyList<LiveRoom> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _rooms.Values.OrderBy(room => room.Number)];
            }
        }
    }

    /// <summary>The live room of that row, if anybody is in it.</summary>
    public LiveRoom? Find(Guid id)
    {
        lock (_gate)
        {
            return _rooms.GetValueOrDefault(id);
        }
    }

    /// <summary>The data of a room, open or not. It is gone when the last party has gone; bans stay until <see cref="Drop"/>, or the end of this process.</summary>
    public SessionData DataOf(Guid id)
    {
        lock (_gate)
        {
            if (!_data.TryGetValue(id, out var data))
            {
                _data[id] = data = new();
            }

            return data;
        }
    }

    /// <summary>The same, if anything was kept.</summary>
    public SessionData? FindData(Guid id)
    {
        lock (_gate)
        {
            return _data.GetValueOrDefault(id);
        }
    }

    /// <summary>Ends a room that is no more, if anybody is in it, and forgets what was kept of it.</summary>
    public void Drop(Guid id, string reason)
    {
        Find(id)?.End(reason);
        lock (_gate)
        {
            _data.Remove(id);
        }
    }

    /// <summary>Opens the room, or finds it open, and holds it. To be followed by <see cref="ReleaseAsync"/>.</summary>
    public LiveRoom Hold(RoomIdentity identity, RoomProperties properties)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(identity.Id, out var room))
            {
                _rooms[identity.Id] = room = new LiveRoom(identity, properties, DataOf(identity.Id), ++_opened, this, legs, clock, time, loggers);
            }

            room.Holders++;
            return room;
        }
    }

    /// <summary>Holds a room that may have been closed. To be followed by <see cref="ReleaseAsync"/> when it has not.</summary>
    public bool TryHold(LiveRoom room)
    {
        lock (_gate)
        {
            var open = _rooms.GetValueOrDefault(room.Identity.Id) == room;
            room.Holders += open ? 1 : 0;
            return open;
        }
    }

    /// <summary>Lets the room go; behind the last it is closed, and this returns when it is.</summary>
    public async Task ReleaseAsync(LiveRoom room)
    {
        lock (_gate)
        {
            if (--room.Holders > 0)
            {
                return;
            }

            _rooms.Remove(room.Identity.Id);
            _closing++;
            room.Data.Clear();
            if (room.Data.IsEmpty)
            {
                _data.Remove(room.Identity.Id);
            }
        }

        await room.DisposeAsync();
        TaskCompletionSource[] waiting = [];
        lock (_gate)
        {
            if (--_closing + _rooms.Count == 0)
            {
                waiting = [.. _waiting];
                _waiting.Clear();
            }
        }

        Array.ForEach(waiting, one => one.TrySetResult());
    }

    /// <summary>Holds the room of a name, open or not; <see langword="null"/> when there is none, or it has expired.</summary>
    public async Task<LiveRoom?> HoldAsync(string name, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(name, cancellationToken) is not { } row || !row.IsThere(time.GetUtcNow()))
        {
            return null;
        }

        var room = Hold(new(row.Id, row.Name, IsStored: true), RoomProperties.Load(row));
        // Looked at again once others can see it: either the room is found deleted here, or whoever deletes it finds it live.
        if (!_stopping && await store.IsThereAsync(row.Id, cancellationToken))
        {
            return room;
        }

        await ReleaseAsync(room);
        return null;
    }

    /// <summary>
    /// Admits a call that came in to the room of that name, opening it if need be: the call is answered, unless it has been, and becomes a participant. It waits
    /// there alone, if it must. Whoever played music to it must have taken its port out before, and must not have read its leg's events.
    /// </summary>
    /// <param name="name">The room.</param>
    /// <param name="offer">The call.</param>
    /// <param name="endpoint">By which of the room's SIP endpoints it comes in; each takes one call at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or why it was not taken in; the call is then as it was.</returns>
    public async Task<string?> AdmitAsync(string name, IncomingCallOffer offer, int endpoint, CancellationToken cancellationToken)
    {
        if (await HoldAsync(name, cancellationToken) is not { } room)
        {
            return DialoutTexts.NoRoom;
        }

        try
        {
            return room.Properties.NotBefore > time.GetUtcNow() ? DialoutTexts.NoRoom : room.Admit(offer, agent: null, endpoint);
        }
        finally
        {
            await ReleaseAsync(room);
        }
    }

    /// <summary>Ends every room and waits until they are closed. None is opened by name any more.</summary>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _stopping = true;
        }

        foreach (var room in All)
        {
            room.End("the server stopped");
        }

        await WhenEmptyAsync().UntilAsync(cancellationToken);
    }

    /// <summary>Completes when nobody is in any room, and all are closed.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_rooms.Count + _closing == 0)
            {
                return Task.CompletedTask;
            }

            var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(empty);
            return empty.Task;
        }
    }

    internal void Tell(LiveRoom room, AgentEvent occurred) => Happened?.Invoke(room, occurred);
}
