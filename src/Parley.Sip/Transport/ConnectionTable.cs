using System.Net;

namespace Parley.Sip.Transport;

/// <summary>The connections of a transport, by the address of the far end.</summary>
internal sealed class ConnectionTable(SipStreamOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, List<(SipConnection Connection, Task Running)>> _byRemote = [];
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Whether one more from that address may come in.</summary>
    public bool HasRoom(IPAddress address)
    {
        lock (_gate)
        {
            return _count < options.MaxConnections && _byAddress.GetValueOrDefault(address) < options.MaxConnectionsPerAddress;
        }
    }

    /// <summary>An open connection by which a destination may be sent to.</summary>
    public SipConnection? Find(SipHop destination)
    {
        if (destination.Flow is SipConnection { IsOpen: true } flow)
        {
            return flow;
        }

        lock (_gate)
        {
            return _byRemote.TryGetValue(destination, out var all) ? all.Find(entry => entry.Connection.Serves(destination)).Connection : null;
        }
    }

    /// <summary>Whether there is a connection with that place, also one that closes just now: its own end is still to be told.</summary>
    public bool Knows(IPEndPoint remote)
    {
        lock (_gate)
        {
            return _byRemote.ContainsKey(remote);
        }
    }

    public void Add(SipConnection connection, Task running)
    {
        lock (_gate)
        {
            if (!_byRemote.TryGetValue(connection.Remote, out var all))
            {
                _byRemote[connection.Remote] = all = [];
            }

            all.Add((connection, running));
            _byAddress[connection.Remote.Address] = _byAddress.GetValueOrDefault(connection.Remote.Address) + 1;
            _count++;
        }
    }

    public void Remove(SipConnection connection)
    {
        lock (_gate)
        {
            if (!_byRemote.TryGetValue(connection.Remote, out var all) || all.RemoveAll(entry => ReferenceEquals(entry.Connection, connection)) == 0)
            {
                return;
            }

            _count--;
            if (all.Count == 0)
            {
                _byRemote.Remove(connection.Remote);
            }

            var left = _byAddress[connection.Remote.Address] - 1;
            if (left > 0)
            {
                _byAddress[connection.Remote.Address] = left;
            }
            else
            {
                _byAddress.Remove(connection.Remote.Address);
            }
        }
    }

    public List<(SipConnection Connection, Task Running)> ToList()
    {
        lock (_gate)
        {
            return [.. _byRemote.Values.SelectMany(all => all)];
        }
    }
}
