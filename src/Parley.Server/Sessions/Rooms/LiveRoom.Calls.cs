using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Legs;
using Parley.Server.Webhooks;

namespace Parley.Server.Sessions.Rooms;

/// <summary>The call legs of a room: how they come into it and how they go.</summary>
internal sealed partial class LiveRoom
{
    /// <summary>How many ended legs are remembered.</summary>
    private const int MostEndedLegs = 10;

    private int _isReady;
    private readonly Lock _endpointGate = new();
    private readonly HashSet<int> _endpoints = [];   // Those that have a call.

    /// <summary>The leg of that id, if there is one.</summary>
    public RoomLeg? FindLeg(string id) => _legs.Find(id);

    /// <summary>The leg of that id that ended not long ago: who was just hung up on may still ask not to be called again.</summary>
    public RoomLeg? FindEndedLeg(string id) => _ended.Find(id);

    /// <summary>Asks for a call. Returns once it is accepted or refused, in the order of contract 5.2.</summary>
    /// <param name="request">Whom to call.</param>
    /// <param name="agent">The agent that asks; <see langword="null"/> when it is the owner of the domain, over REST.</param>
    /// <param name="prepare">Told of the leg before it begins.</param>
    /// <param name="wrong">What is wrong with the request otherwise, said once all that comes before is found good.</param>
    /// <param name="cancellationToken">Gives up while no INVITE was sent.</param>
    public async Task<DialoutStart> DialAsync(DialoutRequest request, AgentConnection? agent, Action<DialoutLeg>? prepare, CancellationToken cancellationToken, string? wrong = null)
    {
        if (Refusal(agent) is { } closed || !Rooms.TryHold(this))
        {
            return DialoutStart.Refused(Refusal(agent) ?? DialoutTexts.NoRoom);
        }

        DialoutLeg? leg = null;
        var hasPlace = false;
        agent?.BeginCall();
        try
        {
            using var dialling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token, agent?.Closing ?? CancellationToken.None);
            (leg, var refusal) = await _factory.DialAsync(request, this, agent, Admit, dialling.Token);
            if (leg is null)
            {
                return DialoutStart.Refused(refusal!);
            }

            prepare?.Invoke(leg);
            Add(leg);
            return DialoutStart.Accepted(leg.Id);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DialoutStart.Refused(DialoutTexts.NoRoom);
        }
        finally
        {
            if (leg is null)
            {
                GiveBack(agent, hasPlace);
            }
        }

        string? Admit()
        {
            hasPlace = TryTakePlace();
            return !hasPlace ? DialoutTexts.TooManyLegs : Refusal(agent) ?? DialoutTexts.CheckUserId(request.UserId) ?? wrong ?? (Data.IsBanned("", request.UserId) ? DialoutTexts.Banned : null);
        }
    }

    /// <summary>Takes in a call that came in: it is answered, unless it has been, and becomes a participant.</summary>
    /// <param name="offer">The call. Nobody has read its leg's events.</param>
    /// <param name="agent">The agent that answers it, whose leg it is; <see langword="null"/> for a call that waits in the room for whoever is there.</param>
    /// <param name="endpoint">By which of the room's SIP endpoints it comes in, if by any.</param>
    /// <returns><see langword="null"/>, or why it is not taken in.</returns>
    public string? Admit(IncomingCallOffer offer, AgentConnection? agent, int? endpoint = null)
    {
        if (Volatile.Read(ref _overBecause) is not null || !Rooms.TryHold(this))
        {
            return DialoutTexts.NoRoom;
        }

        agent?.BeginCall();
        if (agent is null && RefusalOf(offer, endpoint) is { } refusal)
        {
            GiveBack(agent, hadPlace: false);
            return refusal;
        }

        if (agent is not null)
        {
            Interlocked.Increment(ref _places);   // The call that an agent was started for is never one too many.
        }

        Add(_factory.CreateIncoming(offer, this, agent, endpoint));
        return null;
    }

    /// <summary>Tells webhooks by which addresses the room can be called: when its first agent has joined, and not again.</summary>
    public void TellReady(Guid session, IReadOnlyList<AgentEvent> ready)
    {
        if (ready.Count > 0 && Interlocked.Exchange(ref _isReady, 1) == 0)
        {
            TellWebhooks(() => WebhookEvent.Of(Name, session, ready));
        }
    }

    /// <summary>Drops a leg that is over.</summary>
    public void Forget(RoomLeg leg)
    {
        if (!_legs.Remove(leg))
        {
            return;
        }

        ForgetPause(leg);
        _ended.Add(leg);
        _ended.KeepLatest(MostEndedLegs);
        LookWhoIsLeft();
        LeaveEndpoint(leg.Endpoint);
        GiveBack(leg.Agent, hadPlace: true);
    }

    /// <summary>Hangs legs up and waits until they are over; those that take too long are given up.</summary>
    /// <param name="which">Which legs.</param>
    /// <param name="pending">How many more there may be, being dialled.</param>
    public async Task EndLegsAsync(Func<RoomLeg, bool> which, Func<int> pending)
    {
        using var patience = new CancellationTokenSource(LongestGoodbye, Time);
        while (true)
        {
            var legs = Legs.Where(which).ToArray();
            if (legs.Length == 0 && pending() == 0)
            {
                return;
            }

            Array.ForEach(legs, leg => leg.Stop());
            try
            {
                await Waits.AllAsync(legs.Select(leg => leg.Completion)).UntilAsync(patience.Token);
                if (pending() > 0 && !Legs.Any(which))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), Time, patience.Token);   // One is being dialled.
                }
            }
            catch (OperationCanceledException)
            {
                var abandoned = Legs.Where(which).ToArray();
                Log.LegsAbandoned(_logger, Name, abandoned.Length, LongestGoodbye.TotalSeconds);
                await Waits.AllAsync(abandoned.Select(leg => leg.GiveUpAsync()));
                Array.ForEach(abandoned, Forget);
                return;
            }
        }
    }

    /// <summary>Ends the wait of those agents that have left the room to the people in it, when these are not two any more.</summary>
    public void LookWhoIsLeft()
    {
        var agents = Agents;
        if (_legs.All.Count(leg => leg.IsInRoom) + agents.Count(agent => agent.IsThere) < 2)
        {
            foreach (var agent in agents)
            {
                agent.EndHandOver();
            }
        }
    }

    // Checks 1 to 3 of contract 5.2.
    private string? Refusal(AgentConnection? agent) =>
        IsOver || agent is { IsLeft: true } ? DialoutTexts.NoRoom
        : !Properties.EnableDialout ? DialoutTexts.NotEnabled
        : agent is { MayDial: false } ? DialoutTexts.NotAllowed
        : null;

    private void Add(RoomLeg leg)
    {
        _legs.Add(leg);
        leg.Start();
        if (Volatile.Read(ref _overBecause) is { } reason)
        {
            leg.StopForTheHost(reason);
        }
        else if (leg.Agent is { IsLeft: true })
        {
            leg.Stop();   // It slipped in while the others were being ended.
        }
    }

    // Takes a place and the endpoint, or says why there is none.
    private string? RefusalOf(IncomingCallOffer offer, int? endpoint)
    {
        if (Data.IsBanned("", offer.Access.UserId))
        {
            return DialoutTexts.Banned;
        }

        if (endpoint is { } index && TakeEndpoint(index) is { } refusal)
        {
            return refusal;
        }

        if (TryTakePlace())
        {
            return null;
        }

        LeaveEndpoint(endpoint);
        return DialoutTexts.TooManyLegs;
    }

    // Who comes in by an endpoint is counted as present at once, so that of many callers no more are answered than find room.
    private string? TakeEndpoint(int index)
    {
        lock (_endpointGate)
        {
            var others = Agents.Count(agent => agent.IsThere) + Legs.Count(leg => leg is { Endpoint: null, IsInRoom: true });
            return index >= Properties.SipEndpoints ? DialinTexts.NoEndpoint
                : others + _endpoints.Count >= Properties.MaxParticipants ? DialinTexts.Full
                : !_endpoints.Add(index) ? DialinTexts.EndpointBusy
                : null;
        }
    }

    private void LeaveEndpoint(int? index)
    {
        lock (_endpointGate)
        {
            _endpoints.Remove(index ?? -1);
        }
    }

    // Legs that ring count like those that talk (contract 6.3).
    private bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _places) <= _factory.MaxLegsPerRoom)
        {
            return true;
        }

        Interlocked.Decrement(ref _places);
        return false;
    }

    private void GiveBack(AgentConnection? agent, bool hadPlace)
    {
        if (hadPlace)
        {
            Interlocked.Decrement(ref _places);
        }

        agent?.EndCall();
        _ = Rooms.ReleaseAsync(this);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Room {Room}: {Count} call legs did not end within {Seconds} s of being hung up; their ends go on in the background")]
        public static partial void LegsAbandoned(ILogger logger, string room, int count, double seconds);
    }
}
