using System.Net;
using System.Net.Sockets;

namespace Parley.Telephony.Trunks;

/// <summary>Lets each source have so many answers a minute and no more: those who scan for open servers learn nothing, and cost nothing. From any thread.</summary>
internal sealed class SourceThrottle(TimeProvider time)
{
    private const int AnswersPerMinute = 10;
    private const int MostSources = 20_000;
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(1) / AnswersPerMinute;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, DateTimeOffset> _emptyUntil = [];

    /// <summary>Takes an answer for a source. Returns <see langword="false"/> when it has had its share.</summary>
    /// <param name="source">Who asks; hosts of one IPv6 network are one source.</param>
    /// <param name="isFirst">Whether it is new here.</param>
    public bool TryTake(IPAddress source, out bool isFirst)
    {
        var now = time.GetUtcNow();
        var key = KeyOf(source);
        lock (_gate)
        {
            if (_emptyUntil.Count >= MostSources)
            {
                _emptyUntil.Clear();
            }

            isFirst = !_emptyUntil.TryGetValue(key, out var until) || until < now - TimeSpan.FromMinutes(10);
            var next = (until > now ? until : now) + Refill;
            if (next - now > TimeSpan.FromMinutes(1))
            {
                return false;
            }

            _emptyUntil[key] = next;
            return true;
        }
    }

    private static IPAddress KeyOf(IPAddress source)
    {
        if (source.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return source;
        }

        var bytes = source.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }
}
