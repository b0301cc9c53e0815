using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Logs;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Sessions;

/// <summary>Runs sessions: a live room, an agent in a scope of its own, and everything that happens told to the feed.</summary>
internal sealed partial class SessionRunner(
    IServiceScopeFactory scopes, AgentCatalog agents, LiveRooms rooms, RoomStore roomStore, LegFactory legs, LegRecordings recordings, SessionFeed feed,
    SessionTimelines timelines, SessionLogs logs, SessionWatch watch, SessionStore store, IEnumerable<ITranscriptRedactor> redactors, TimeProvider time, ILoggerFactory loggers) : ISessionRunner
{
    /// <summary>How long an agent may take to unwind after its token was cancelled and its room left, before the session goes without it.</summary>
    private static readonly TimeSpan LongestUnwinding = TimeSpan.FromSeconds(10);

    /// <summary>How long the events of an ended session may take to be read to their end.</summary>
    private static readonly TimeSpan LongestFollowing = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = loggers.CreateLogger<SessionRunner>();

    /// <inheritdoc/>
    public async Task<SessionEnd> RunAsync(StartCommand command, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var room = new AgentConnection(command, Hold(command), legs, roomStore) { LegEnded = outcome => watch.Tell(command.SessionId, outcome) };
        try
        {
            var start = new AgentStart(command.SessionId, command.Agent)
            {
                RoomUrl = command.Room is { IsMadeForSession: true } made ? new Uri(made.Url) : null,
                Token = command.Room?.BotToken,
                Retry = command.Retry,
                Secrets = command.Secrets,
                Privacy = new SessionPrivacy(redactors, _logger),
            };
            var run = agents.Registration(command.Agent).Create(scope.ServiceProvider, start, command.Body, room);
            command.Access.Open(run.Session.Door);
            await RunAndFollowAsync(command, run, room, cancellationToken);
            return room.HostReason is { } reason ? SessionEnd.Completed(reason) : SessionEnd.Completed();
        }
        finally
        {
            await room.LeaveAsync(CancellationToken.None);
            if (command.Incoming is { } unanswered)
            {
                await unanswered.RefuseAsync(500);   // Does nothing once the agent has taken the call.
            }

            feed.Complete(command.SessionId, command.Agent);
        }
    }

    /// <summary>The session's room, or one of its own that nobody else can find.</summary>
    private LiveRoom Hold(StartCommand command) => command.Room is { Access.Refusal: null } room
        ? rooms.Hold(new(room.Id, room.Name, IsStored: true), room.Properties)
        : rooms.Hold(new(command.SessionId, $"{command.SessionId}", IsStored: false), new RoomProperties { Expires = DateTimeOffset.MaxValue });

    private async Task RunAndFollowAsync(StartCommand command, AgentRun run, AgentConnection room, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource();
        var following = FollowAsync(command, room, run.Session.Events.GetAsyncEnumerator(enough.Token));
        try
        {
            await RunToEndAsync(run, room, cancellationToken);
        }
        finally
        {
            // The session completes its events as it ends; one that its agent never ran, or that hangs, is not waited for.
            await room.LeaveAsync(CancellationToken.None);
            using var patience = time.CreateTimer(_ => enough.Cancel(), null, LongestFollowing, Timeout.InfiniteTimeSpan);
            await following;
        }
    }

    private async Task RunToEndAsync(AgentRun run, AgentConnection room, CancellationToken cancellationToken)
    {
        await using var leave = cancellationToken.UnsafeRegister(_ => room.EndForTheHost("the session was stopped"), null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = RunAgentAsync(run, stop.Token);
        await Waits.FirstAsync(running, room.EndedByHostAsync);
        var ended = running.IsCompleted || await HasUnwoundAsync(running, stop, cancellationToken);
        if (!ended)
        {
            Log.AgentHangs(_logger, room.SessionId, LongestUnwinding.TotalSeconds);
        }

        try
        {
            await (ended ? running : Task.CompletedTask);
        }
        catch (Exception fault) when (stop.IsCancellationRequested)
        {
            // Why it was stopped is why it ended, whatever the agent says as it goes.
            if (fault is not OperationCanceledException)
            {
                Log.AgentFailedAsItWasStopped(_logger, room.SessionId, fault);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (room.Fault is { } broken)
        {
            throw broken;
        }
    }

    /// <summary>Runs the agent aside, so that one that blocks its thread holds up nobody but itself.</summary>
    private static async Task RunAgentAsync(AgentRun run, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await run.RunAsync(cancellationToken);
    }

    /// <summary>
    /// Waits for the agent of a session that the host has ended. When its room is gone (it has expired, say) it may first come to its end by
    /// itself; then its token is cancelled.
    /// </summary>
    private async Task<bool> HasUnwoundAsync(Task running, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        await Waits.FirstAsync(running, Task.Delay(LongestUnwinding, time, cancellationToken));
        if (running.IsCompleted)
        {
            return true;
        }

        stop.CancelAside();
        await Waits.FirstAsync(running, Task.Delay(LongestUnwinding, time, CancellationToken.None));
        return running.IsCompleted;
    }

    /// <summary>Reads the session's events to their end, for the feed, the transcripts and the record.</summary>
    private async Task FollowAsync(StartCommand command, AgentConnection room, IAsyncEnumerator<AgentEvent> events)
    {
        var transcript = new SessionTranscript(command.SessionId, command.Agent, recordings, _logger);
        var privacy = new SessionPrivacy(redactors, _logger);
        var started = time.GetTimestamp();
        await using (events)
        {
            while (await HasNextAsync(events))
            {
                if (privacy.Apply(events.Current) is { } occurred)
                {
                    feed.Publish(new SessionEvent(command.SessionId, command.Agent, occurred));
                    timelines.Add(command.SessionId, occurred);
                    logs.Add(command.SessionId, occurred);
                    watch.Tell(command.SessionId, occurred);
                    transcript.Take(occurred);
                }

                if (events.Current is BotInterrupted { ParticipantId: var interrupted })
                {
                    room.Room.Clear(command.SessionId, interrupted);
                }

                if (events.Current is CallStateUpdated { State: CallState.Joined })
                {
                    await MarkReadyAsync(command.SessionId, time.GetElapsedTime(started));
                }
            }
        }
    }

    private static async Task<bool> HasNextAsync(IAsyncEnumerator<AgentEvent> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task MarkReadyAsync(Guid sessionId, TimeSpan startedIn)
    {
        try
        {
            await store.MarkReadyAsync(sessionId, startedIn, CancellationToken.None);
        }
#pragma warning disable CA1031 // A full disk must not end a session.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotWritten(_logger, sessionId, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId}: the agent did not return within {Seconds} s of being cancelled; the session ends without it")]
        public static partial void AgentHangs(ILogger logger, Guid sessionId, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: the agent failed as it was stopped")]
        public static partial void AgentFailedAsItWasStopped(ILogger logger, Guid sessionId, Exception fault);

        [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId}: how long the agent took to start could not be written down")]
        public static partial void NotWritten(ILogger logger, Guid sessionId, Exception fault);
    }
}
