using Parley.Sip.Messages;

namespace Parley.Sip.UserAgents;

/// <summary>The session timer of one call (RFC 4028): what is asked for, what was agreed on, and when it runs out.</summary>
internal sealed class SessionTimer(UserAgent agent, SipSessionTimers options)
{
    private const int MostRaises = 3;

    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(32);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestTimed = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Endless = TimeSpan.FromDays(7);

    private TimeSpan _minimum = Longer(options.Minimum, SipSessionTimers.Shortest);
    private readonly TimeSpan? _asked = options.Interval;
    private TimeSpan? _agreed;
    private bool _weRefresh;
    private int _raises;
    private TimeSpan _pause = RetryPause;
    private Action _refresh = () => { };
    private Action _expire = () => { };
    private IDisposable? _refreshing;
    private IDisposable? _expiring;

    /// <summary>Says what to do when a refresh is due, and when none has come. Before that nothing is timed.</summary>
    public void Attach(Action refresh, Action expire) => (_refresh, _expire) = (refresh, expire);

    /// <summary>Puts what we ask for on an INVITE or UPDATE of ours; roles that were agreed on stay (section 7.4).</summary>
    public void Ask(SipRequest request)
    {
        if ((_agreed ?? _asked) is not { } interval)
        {
            return;
        }

        var refresher = (_agreed, options.Refresher) switch
        {
            ({ }, _) => _weRefresh ? SessionExpires.Client : SessionExpires.Server,
            (_, SessionRefresher.Us) => SessionExpires.Client,
            (_, SessionRefresher.FarEnd) => SessionExpires.Server,
            _ => null,
        };
        request.Headers.Set(SipHeaderNames.SessionExpires, new SessionExpires(Longer(interval, _minimum), refresher).ToString());
        if (_minimum > SipSessionTimers.Shortest)
        {
            request.Headers.Set(SipHeaderNames.MinSE, SessionExpires.Seconds(_minimum));
        }
    }

    /// <summary>Takes a 422: the interval was too short for somebody on the way. Whether it is worth asking again.</summary>
    public bool TryRaise(SipResponse response)
    {
        if (response.Status != 422 || _raises >= MostRaises || !response.Headers.TryGetNumber(SipHeaderNames.MinSE, out var seconds))
        {
            return false;
        }

        _raises++;
        _minimum = Longer(_minimum, TimeSpan.FromSeconds(seconds));
        return true;
    }

    /// <summary>Takes what the far end's 2xx says; when it says nothing, the session does not expire (section 7.2).</summary>
    public void Learn(SipResponse response)
    {
        var agreed = SessionExpires.Of(response);
        Agree(agreed?.Interval, agreed?.Refresher != SessionExpires.Server);
    }

    /// <summary>Whether a request asks for less than we allow; one that knows no timers cannot be told so (section 9).</summary>
    public bool IsTooShort(SipRequest request) =>
        SessionExpires.Of(request) is { } asked && asked.Interval < _minimum && request.Supports(SipOptionTags.Timer);

    /// <summary>Refuses a request that asks for too little.</summary>
    public void RefuseTooShort(Transactions.ServerTransaction transaction) =>
        agent.Answer(transaction, 422, (SipHeaderNames.MinSE, SessionExpires.Seconds(_minimum)));

    /// <summary>Decides for the 2xx to a request (section 9, table 2), and starts over.</summary>
    public void Accept(SipRequest request, SipResponse response)
    {
        var knows = request.Supports(SipOptionTags.Timer);
        var wanted = SessionExpires.Of(request);
        if (wanted is null && !knows && options.Refresher != SessionRefresher.Us)
        {
            Agree(null, weRefresh: false);
            return;
        }

        if ((wanted?.Interval ?? _agreed ?? _asked) is not { } interval)
        {
            return;
        }

        // A peer that knows no timers cannot be told that its wish is too short.
        interval = knows ? interval : Longer(interval, _minimum);
        var least = request.Headers.TryGetNumber(SipHeaderNames.MinSE, out var seconds) ? TimeSpan.FromSeconds(seconds) : _minimum;
        var weRefresh = !knows || (wanted?.Refresher is { } said ? said == SessionExpires.Server : _agreed is null ? options.Refresher == SessionRefresher.Us : _weRefresh);
        Agree(wanted is null ? Longer(interval, least) : interval, weRefresh);
        response.Headers.Set(SipHeaderNames.SessionExpires, new SessionExpires(_agreed ?? interval, weRefresh ? SessionExpires.Server : SessionExpires.Client).ToString());
        if (knows)
        {
            response.Headers.Add(SipHeaderNames.Require, SipOptionTags.Timer);
        }
    }

    /// <summary>A refresh did not go through this time, and the session still lives: another one soon.</summary>
    public void Retry()
    {
        if (_agreed is not null)
        {
            _refreshing?.Dispose();
            _refreshing = agent.Schedule(_pause, _refresh);
            _pause *= 2;
        }
    }

    public void Stop()
    {
        _refreshing?.Dispose();
        _expiring?.Dispose();
    }

    // Section 10: half of the interval for the side that refreshes; the other hangs up a little before the end.
    private void Agree(TimeSpan? interval, bool weRefresh)
    {
        Stop();
        (_agreed, _weRefresh, _raises, _pause) = (interval, weRefresh, 0, RetryPause);
        if (interval is not { } lasting || lasting > Endless)
        {
            return;
        }

        lasting = Longer(lasting, ShortestTimed);
        var guard = lasting / 3 < Guard ? lasting / 3 : Guard;
        _expiring = agent.Schedule(lasting - guard, _expire);
        if (weRefresh)
        {
            _refreshing = agent.Schedule(lasting / 2, _refresh);
        }
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
