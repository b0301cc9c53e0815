using Parley.Server.Sessions.Legs;

namespace Parley.Server.Sessions.Rooms;

/// <summary>The call legs of a room, in the order in which they came. A room has few.</summary>
internal sealed class LegsOfRoom
{
    private readonly Lock _gate = new();
    private readonly List<RoomLeg> _legs = [];

    /// <summary>Those there are now.</summary>
    public RoomLeg[] All
    {
        get
        {
            lock (_gate)
            {
                return [.. _legs];
            }
        }
    }

    /// <summary>The leg of that id, if there is one.</summary>
    public RoomLeg? Find(string id)
    {
        lock (_gate)
        {
            return _legs.Find(leg => leg.Id == id);
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(RoomLeg leg)
    {
        lock (_gate)
        {
            _legs.Add(leg);
        }
    }

    /// <summary>Takes one away. <see langword="false"/> when it was not there any more.</summary>
    public bool Remove(RoomLeg leg)
    {
        lock (_gate)
        {
            return _legs.Remove(leg);
        }
    }

    /// <summary>Drops all but the latest.</summary>
    public void KeepLatest(int most)
    {
        lock (_gate)
        {
            _legs.RemoveRange(0, Math.Max(0, _legs.Count - most));
        }
    }
}
