using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Rooms;
using Parley.Server.Sessions.Legs;
using Parley.Server.Webhooks;

namespace Parley.Server.Sessions.Rooms;

/// <summary>
/// A room that somebody is in: its mixing room, the agents and call legs that share it, who is present, and what happens there, told to every agent in one order.
/// <see cref="LiveRooms"/> opens it for the first party and closes it behind the last.
/// </summary>
internal sealed partial class LiveRoom : IAsyncDisposable
{
    /// <summary>Why everyone is put out of a room at its end.</summary>
    public const string Expired = "the room has expired";

    /// <summary>How long a leg may take over its hang-up before its party goes without it.</summary>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    private readonly Lock _telling = new();
    private readonly List<AgentConnection> _agents = [];
    private readonly List<Participant> _present = [];
    private readonly LegsOfRoom _legs = new();
    private readonly LegsOfRoom _ended = new();
    private readonly LegFactory _factory;
    private readonly ILogger _logger;
    private readonly ITimer _expiry;
    private readonly CancellationTokenSource _closing = new();
    private RoomProperties _properties;
    private string? _overBecause;
    private int _places;

    public LiveRoom(RoomIdentity identity, RoomProperties properties, SessionData data, long number, LiveRooms rooms, LegFactory factory, MediaClock clock, TimeProvider time, ILoggerFactory loggers)
    {
        (Identity, Data, Number, Rooms, Time, _factory, _properties) = (identity, data, number, rooms, time, factory, properties);
        _logger = loggers.CreateLogger<LiveRoom>();
        Media = new Room(new RoomOptions { Name = identity.Name, MaxParticipants = properties.MaxParticipants }, clock, time, loggers);
        _expiry = time.CreateTimer(_ => End(Expired), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        ArmExpiry();
    }

    /// <summary>Which room it is.</summary>
    public RoomIdentity Identity { get; }

    public string Name => Identity.Name;

    /// <summary>What its parties share beside their voices, and who is banned.</summary>
    public SessionData Data { get; }

    /// <summary>Counts the live rooms in the order in which they were opened.</summary>
    public long Number { get; }

    /// <summary>The directory it stands in.</summary>
    public LiveRooms Rooms { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The mixing room.</summary>
    public Room Media { get; }

    /// <summary>What it is like now.</summary>
    public RoomProperties Properties => Volatile.Read(ref _properties);

    /// <summary>Whether it takes nobody any more: it was ended, or has expired.</summary>
    public bool IsOver => Volatile.Read(ref _overBecause) is not null || Time.GetUtcNow() >= Properties.Expires;

    /// <summary>Who is in the room, in the order in which they came.</summary>
    public IReadOnlyList<Participant> Present
    {
        get
        {
            lock (_telling)
            {
                return [.. _present];
            }
        }
    }

    /// <summary>The agents that are in the room or on their way in or out.</summary>
    public AgentConnection[] Agents
    {
        get
        {
            lock (_telling)
            {
                return [.. _agents];
            }
        }
    }

    /// <summary>The call legs, ringing ones included.</summary>
    public RoomLeg[] Legs => _legs.All;

    /// <summary>How many parties keep it open; <see cref="LiveRooms"/> counts them.</summary>
    internal int Holders { get; set; }

    /// <summary>Tells everybody in the room what happened; nothing comes between events that are told together.</summary>
    public void Post(params ReadOnlySpan<AgentEvent> occurred)
    {
        lock (_telling)
        {
            foreach (var one in occurred)
            {
                var stamped = one with { Timestamp = Time.GetUtcNow() };
                Note(stamped);
                foreach (var agent in _agents)
                {
                    agent.Take(stamped);
                }

                Rooms.Tell(this, stamped);
            }
        }
    }

    /// <summary>Tells one agent what concerns it alone, in its place among what happens.</summary>
    public void PostTo(AgentConnection agent, params ReadOnlySpan<AgentEvent> occurred)
    {
        lock (_telling)
        {
            foreach (var one in occurred)
            {
                agent.Take(one with { Timestamp = Time.GetUtcNow() });
            }
        }
    }

    /// <summary>Takes an agent in. What happens from now on reaches it, once it is present.</summary>
    public void Attach(AgentConnection agent)
    {
        lock (_telling)
        {
            _agents.Add(agent);
        }
    }

    /// <summary>Makes an agent present: tells it who is there, and the others of it.</summary>
    public void Enter(AgentConnection agent)
    {
        lock (_telling)
        {
            if (!_agents.Contains(agent))
            {
                return;   // It left while it was joining; nobody is to see it.
            }

            var now = Time.GetUtcNow();
            agent.Enter(new CallStateUpdated(CallState.Joined) { Timestamp = now }, _present.Select(other => new ParticipantJoined(other) { Timestamp = now }));
            Tell(new ParticipantJoined(agent.Describe(now)) { Timestamp = now }, besides: agent);
        }
    }

    /// <summary>Lets an agent go, and tells the others if it was present.</summary>
    public void Detach(AgentConnection agent)
    {
        lock (_telling)
        {
            _agents.Remove(agent);
            if (_present.Find(other => other.Id == agent.Id) is { } shown)
            {
                Tell(new ParticipantLeft(shown) { Timestamp = Time.GetUtcNow() }, besides: agent);
            }
        }
    }

    /// <summary>Puts everyone out, for good: legs are hung up, agents leave, nobody is let in.</summary>
    /// <param name="reason">Why, for the sessions that end with it.</param>
    public void End(string reason)
    {
        if (!Rooms.TryHold(this))
        {
            return;   // It has been closed meanwhile.
        }

        if (Interlocked.CompareExchange(ref _overBecause, reason, null) is null)
        {
            _closing.Cancel();
            Array.ForEach(Agents, agent => agent.EndForTheHost(reason));
            foreach (var leg in Legs.Where(leg => leg.Agent is null))
            {
                leg.StopForTheHost(reason);   // The others end with their agents.
            }
        }

        _ = Rooms.ReleaseAsync(this);
    }

    /// <summary>Makes the room another one from now on.</summary>
    public void Change(RoomProperties properties)
    {
        Volatile.Write(ref _properties, properties);
        Media.MaxParticipants = properties.MaxParticipants;
        ArmExpiry();
    }

    /// <summary>Takes the mixing room down. For <see cref="LiveRooms"/>, once nobody is in it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _expiry.DisposeAsync();
        await StopRecordingsAsync();
        await _factory.Told.WhenWrittenAsync(Name);
        await Media.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>A span that a timer takes: none is set for more than seven weeks.</summary>
    public static TimeSpan Positive(TimeSpan span) => span <= TimeSpan.Zero ? TimeSpan.Zero : span > LongestTimer ? LongestTimer : span;

    private static TimeSpan LongestTimer => TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private void ArmExpiry() =>
        _expiry.Change(Properties.EjectAtExpiry && Properties.Expires < DateTimeOffset.MaxValue ? Positive(Properties.Expires - Time.GetUtcNow()) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    // Holding the lock.
    private void Tell(AgentEvent occurred, AgentConnection besides)
    {
        if (occurred is ParticipantLeft)
        {
            TellWebhooks(() => WebhookEvent.OfAgent(Name, occurred));   // Before the end of the meeting, if it is the last.
        }

        Note(occurred);
        if (occurred is ParticipantJoined)
        {
            TellWebhooks(() => WebhookEvent.OfAgent(Name, occurred));
        }

        foreach (var agent in _agents)
        {
            if (agent != besides)
            {
                agent.Take(occurred);
            }
        }

        Rooms.Tell(this, occurred);
    }

    // Who is present is what was told, so that nobody is told twice of anyone, or never.
    private void Note(AgentEvent occurred)
    {
        switch (occurred)
        {
            case ParticipantJoined joined:
                _present.Add(joined.Participant);
                if (_present.Count == 1)
                {
                    var started = _sitting = new(_factory, occurred.Timestamp);
                    TellWebhooks(() => [WebhookEvent.MeetingStarted(Name, started.Id, started.StartedAt)]);
                }

                break;
            case ParticipantUpdated updated when _present.FindIndex(other => other.Id == updated.Participant.Id) is >= 0 and var place:
                _present[place] = updated.Participant;
                break;
            case ParticipantLeft left:
                _present.RemoveAll(other => other.Id == left.Participant.Id);
                if (_present.Count == 0 && _sitting is { } ended)
                {
                    _sitting = null;
                    TellWebhooks(() => [WebhookEvent.MeetingEnded(Name, ended.Id, ended.StartedAt, occurred.Timestamp)]);
                }

                break;
        }
    }
}
