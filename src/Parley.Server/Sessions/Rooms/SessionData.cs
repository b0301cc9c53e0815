using System.Text.Json;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Data that the parties of a room share (contract 4.2): kept while somebody is there, or until the first comes. And who is banned from it.</summary>
internal sealed class SessionData
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _banned = new(StringComparer.Ordinal);
    private Dictionary<string, JsonElement> _values = [];

    /// <summary>All of it, by name in order.</summary>
    public IReadOnlyDictionary<string, JsonElement> Values
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<string, JsonElement>(_values, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Whether nothing is kept.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _values.Count == 0 && _banned.Count == 0;
            }
        }
    }

    /// <summary>Sets data.</summary>
    /// <param name="data">An object.</param>
    /// <param name="merge">Whether what is there stays; else it is replaced.</param>
    /// <param name="delete">Keys to drop.</param>
    public void Set(JsonElement? data, bool merge, IEnumerable<string> delete)
    {
        lock (_gate)
        {
            _values = merge || data is null ? _values : [];
            foreach (var property in data?.EnumerateObject() ?? default)
            {
                _values[property.Name] = property.Value.Clone();
            }

            foreach (var key in delete)
            {
                _values.Remove(key);
            }
        }
    }

    /// <summary>Drops the data; bans stay.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _values = [];
        }
    }

    /// <summary>Lets a participant or user in no more.</summary>
    public void Ban(string id)
    {
        lock (_gate)
        {
            _banned.Add(id);
        }
    }

    /// <summary>Whether a participant or user is banned.</summary>
    public bool IsBanned(string id, string? userId)
    {
        lock (_gate)
        {
            return _banned.Contains(id) || (userId is not null && _banned.Contains(userId));
        }
    }
}
