using System.Net;
using Parley.Sip.Transport;

namespace Parley.Sip.Resolution;

/// <summary>Places that failed lately: others are tried before them; those that asked for a pause (503 with Retry-After) get it. From any thread.</summary>
/// <param name="time">The clock.</param>
public sealed class AvoidedHops(TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(IPAddress Address, int Port, string Protocol), Avoided> _hops = [];

    /// <summary>How long a place that did not answer, or could not be reached, is tried last.</summary>
    public static TimeSpan FailedFor { get; } = TimeSpan.FromSeconds(30);

    /// <summary>A place did not answer, or could not be reached.</summary>
    public void Failed(IPEndPoint hop) => Add(hop, new(time.GetUtcNow() + FailedFor, AskedFor: false));

    /// <summary>A place asked to be left alone for a while.</summary>
    public void Paused(IPEndPoint hop, TimeSpan pause) => Add(hop, new(time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause), AskedFor: true));

    /// <summary>A place works.</summary>
    public void Worked(IPEndPoint hop)
    {
        lock (_gate)
        {
            _hops.Remove(KeyOf(hop));
        }
    }

    /// <summary>Puts places in the order in which to try them: those that failed lately last, those that asked for a pause not at all.</summary>
    /// <param name="hops">The places, best first.</param>
    /// <param name="pause">How long it takes until the first of them may be tried again, when none may now.</param>
    public IReadOnlyList<T> Order<T>(IReadOnlyList<T> hops, out TimeSpan? pause)
        where T : IPEndPoint
    {
        ArgumentNullException.ThrowIfNull(hops);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var known = hops.Select(hop => (Hop: hop, Avoided: Find(hop, now))).ToList();
            var open = known.Where(entry => entry.Avoided is not { AskedFor: true }).ToList();
            pause = open.Count == 0 && known.Count > 0 ? known.Min(entry => entry.Avoided!.Value.Until) - now : null;
            return [.. open.OrderBy(entry => entry.Avoided is not null).Select(entry => entry.Hop)];
        }
    }

    private Avoided? Find(IPEndPoint hop, DateTimeOffset now) => _hops.TryGetValue(KeyOf(hop), out var avoided) && avoided.Until > now ? avoided : null;

    private void Add(IPEndPoint hop, Avoided avoided)
    {
        lock (_gate)
        {
            if (_hops.Count >= MostKept)
            {
                _hops.Clear();
            }

            _hops[KeyOf(hop)] = avoided;
        }
    }

    private static (IPAddress Address, int Port, string Protocol) KeyOf(IPEndPoint hop) => (hop.Address, hop.Port, SipHop.ProtocolOf(hop));

    private readonly record struct Avoided(DateTimeOffset Until, bool AskedFor);
}
