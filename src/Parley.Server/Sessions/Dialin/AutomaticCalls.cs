using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Dialin;

/// <summary>What a dial-in webhook is told of a call.</summary>
internal sealed record AnnouncedCall(string To, string From, string CallId, string CallDomain)
{
    public IReadOnlyDictionary<string, string>? SipHeaders { get; init; }
}

/// <summary>What became of it.</summary>
/// <param name="Admission">Whether a session was started.</param>
/// <param name="SessionId">The session, if so.</param>
/// <param name="IsGone">Whether it is a call of this server that does not wait any more.</param>
internal sealed record AutomaticStart(SessionAdmission Admission, Guid SessionId, bool IsGone = false);

/// <summary>
/// Starts an agent for a call that waits: makes a room with one SIP endpoint, starts the agent, and moves the caller in as soon as the agent is there (contract 7.4). A call
/// that is announced again, by a sender that lost the answer or by somebody who recorded it, starts no second agent.
/// </summary>
internal sealed partial class AutomaticCalls(
    LiveSessions sessions, SessionRooms rooms, LiveRooms live, PinlessCalls calls, IdentityStore identities, PublicUrl publicUrl, IIdSource ids, TimeProvider time,
    ILogger<AutomaticCalls> logger)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan LongestWayIn = TimeSpan.FromMinutes(2);
    private static readonly SessionEnd NobodyThere = SessionEnd.Completed("the caller gave up before the agent was there");
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);   // Longer than a signature holds.

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Domain, string Call), (Task<AutomaticStart> Start, DateTimeOffset At)> _known = [];

    /// <summary>Starts a session for a call, or gives the one that was started for it.</summary>
    public Task<AutomaticStart> StartAsync(string agent, AnnouncedCall call)
    {
        var (key, now) = ((call.CallDomain, call.CallId), time.GetUtcNow());
        TaskCompletionSource<AutomaticStart> start;
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var known) && known.At > now - Memory)
            {
                return known.Start;
            }

            Forget(now);
            start = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _known[key] = (start.Task, now);
        }

        _ = StartAsync(agent, call, key, start);
        return start.Task;
    }

    private void Forget(DateTimeOffset now)
    {
        if (_known.Count >= MostRemembered)
        {
            foreach (var old in _known.Where(one => one.Value.At <= now - Memory).Select(one => one.Key).ToList())
            {
                _known.Remove(old);
            }
        }

        if (_known.Count >= MostRemembered)
        {
            _known.Remove(_known.MinBy(one => one.Value.At).Key);
        }
    }

    // What was not started may be asked for again.
    private async Task StartAsync(string agent, AnnouncedCall call, (string Domain, string Call) key, TaskCompletionSource<AutomaticStart> start)
    {
        try
        {
            var result = await StartOnceAsync(agent, call);
            if (result.Admission is not SessionAdmission.Started || result.IsGone)
            {
                Drop(key);
            }

            start.SetResult(result);
        }
#pragma warning disable CA1031 // Whoever asked is told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Drop(key);
            start.SetException(fault);
        }
    }

    private void Drop((string Domain, string Call) key)
    {
        lock (_gate)
        {
            _known.Remove(key);
        }
    }

    private async Task<AutomaticStart> StartOnceAsync(string agent, AnnouncedCall call)
    {
        var isOurs = call.CallDomain == $"{(await identities.GetAsync(CancellationToken.None)).DomainId}";
        var callId = Guid.TryParse(call.CallId, out var id) ? id : Guid.Empty;
        var gone = isOurs ? calls.EndOf(callId) : null;
        if (isOurs && gone is null)
        {
            return new(SessionAdmission.Started, Guid.Empty, IsGone: true);
        }

        using var place = await sessions.AdmitAsync(agent, CancellationToken.None);
        if (place.Admission is not SessionAdmission.Started)
        {
            return new(place.Admission, Guid.Empty);
        }

        var (room, _) = await rooms.CreateAsync(RoomOf(call), CancellationToken.None);
        var settings = new DialinSettings { To = call.To, From = call.From, CallId = call.CallId, CallDomain = call.CallDomain, SipHeaders = call.SipHeaders };
        var body = JsonSerializer.SerializeToElement(new DialinBody(settings, publicUrl.OfApi), DialinJson.Default.DialinBody);
        var command = new StartCommand { SessionId = ids.NewId(), Agent = agent, Body = body, Room = room };
        var record = new NewSession(command.SessionId, agent, room.Name, room.Url, JsonMarshal.GetRawUtf8Value(body).ToArray());
        var joined = gone is null ? null : WhenJoinedAsync(command.SessionId, room.Name, gone);
        var admission = await sessions.StartAsync(place, command, record, CancellationToken.None);
        if (admission is SessionAdmission.Started && joined is not null)
        {
            _ = MoveInAsync(joined, callId, command.SessionId, room.Name);
        }

        return new(admission, command.SessionId);
    }

    // An agent that nobody comes to is sent home: it has no other reason to be there.
    private async Task MoveInAsync(Task<bool> joined, Guid callId, Guid session, string room)
    {
        try
        {
            if (!await joined || await calls.PlaceAsync(callId, room, endpoint: 0, CancellationToken.None) is not null)
            {
                await sessions.StopAsync(session, NobodyThere, CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // Nobody awaits this.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotMoved(logger, callId, room, fault);
        }
    }

    private async Task<bool> WhenJoinedAsync(Guid session, string room, Task gone)
    {
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var enough = new CancellationTokenSource(LongestWayIn, time);
        live.Happened += Look;
        try
        {
            await Waits.FirstAsync(joined.Task, gone).UntilAsync(enough.Token);
            return joined.Task.IsCompleted;
        }
        catch (OperationCanceledException)
        {
            return false;   // The agent never came.
        }
        finally
        {
            live.Happened -= Look;
        }

        void Look(LiveRoom where, AgentEvent occurred)
        {
            if (where.Name == room && occurred is ParticipantJoined { Participant.Id: var id } && id == $"{session}")
            {
                joined.TrySetResult();
            }
        }
    }

    private RoomProperties RoomOf(AnnouncedCall call)
    {
        var room = RoomProperties.Default(time.GetUtcNow());
        var sip = new JsonObject { ["display_name"] = call.From, ["sip_mode"] = "dial-in", ["num_endpoints"] = 1, ["codecs"] = new JsonObject { ["audio"] = new JsonArray("OPUS") } };
        return room with { Given = new Dictionary<string, JsonElement>(room.Given) { ["sip"] = JsonElement.Parse(sip.ToJsonString()) } };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId} could not be moved into room {Room}")]
        public static partial void NotMoved(ILogger logger, Guid callId, string room, Exception fault);
    }
}
