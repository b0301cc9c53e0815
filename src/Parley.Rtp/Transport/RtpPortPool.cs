using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Parley.Rtp.Transport;

/// <summary>
/// The ports that calls receive their media on. A pair comes bound, so that nobody else can take it, and goes back when it is disposed.
/// Ports are handed out in turn, so that late packets of one call do not reach the next. Safe to use from any thread.
/// </summary>
public sealed class RtpPortPool
{
    private readonly IDatagramNetwork _network;
    private readonly Lock _lock = new();
    private readonly bool[] _rented;
    private readonly int _firstEven;
    private int _next;
    private int _inUse;

    /// <summary>Makes a pool; nothing is bound yet.</summary>
    /// <param name="network">Where sockets come from.</param>
    /// <param name="address">The address to bind, e.g. <see cref="IPAddress.Any"/>.</param>
    /// <param name="range">The ports to use; an odd first or an even last port stays unused.</param>
    /// <exception cref="ArgumentException">The range holds no even port with an odd one above it.</exception>
    public RtpPortPool(IDatagramNetwork network, IPAddress address, PortRange range)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(address);
        if (range.PairCount == 0)
        {
            throw new ArgumentException($"The port range {range} holds no even port with the odd one above it.", nameof(range));
        }

        _network = network;
        Address = address;
        Range = range;
        _firstEven = range.First + (range.First & 1);
        _rented = new bool[range.PairCount];
    }

    /// <summary>The address that the ports are bound to.</summary>
    public IPAddress Address { get; }

    /// <summary>The ports in use for media.</summary>
    public PortRange Range { get; }

    /// <summary>How many pairs are out at this moment.</summary>
    public int InUse => Volatile.Read(ref _inUse);

    /// <summary>Binds a free pair. Ports that another program holds are passed over.</summary>
    /// <param name="pair">The bound pair; dispose it (or the <see cref="RtpSession"/> that takes it over) to give it back.</param>
    /// <param name="error">When it fails: why, with the range and address in it.</param>
    public bool TryRent([NotNullWhen(true)] out RtpPortPair? pair, [NotNullWhen(false)] out string? error)
    {
        SocketException? refused = null;
        for (var attempt = 0; attempt < _rented.Length; attempt++)
        {
            if (Reserve() is not { } index)
            {
                break;
            }

            try
            {
                pair = Bind(index);
                error = null;
                return true;
            }
            catch (SocketException exception)
            {
                refused = exception;
                Release(index);
                if (exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.TooManyOpenSockets)
                {
                    break; // Another port would not help.
                }
            }
        }

        pair = null;
        error = refused is null
            ? $"All {_rented.Length} RTP port pairs of {Address} {Range} are in use by calls."
            : $"No free RTP port pair at {Address} {Range}: {InUse} in use by calls, the others cannot be bound ({refused.Message}).";
        return false;
    }

    private RtpPortPair Bind(int index)
    {
        var port = _firstEven + (2 * index);
        var rtp = _network.Bind(new IPEndPoint(Address, port));
        try
        {
            return new(rtp, _network.Bind(new IPEndPoint(Address, port + 1)), () => Release(index));
        }
        catch
        {
            rtp.Dispose();
            throw;
        }
    }

    private int? Reserve()
    {
        lock (_lock)
        {
            for (var i = 0; i < _rented.Length; i++)
            {
                var index = (_next + i) % _rented.Length;
                if (!_rented[index])
                {
                    _rented[index] = true;
                    _next = (index + 1) % _rented.Length;
                    _inUse++;
                    return index;
                }
            }
        }

        return null;
    }

    private void Release(int index)
    {
        lock (_lock)
        {
            _rented[index] = false;
            _inUse--;
        }
    }
}
