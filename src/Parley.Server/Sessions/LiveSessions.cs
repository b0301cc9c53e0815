using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Deployments;
using Parley.Server.Hosting;
using Parley.Server.Logs;
using Parley.Server.Storage;

namespace Parley.Server.Sessions;

/// <summary>
/// The sessions that run in this process, and the owner of their tasks: takes the agent's slot, writes the session down, runs it,
/// writes its end and gives the slot back, whatever happened in between.
/// </summary>
internal sealed partial class LiveSessions(
    ISessionRunner runner, SessionStore store, AgentCatalog catalog, AgentDirectory agents, AgentCapacity capacity, SecretStore secrets, SessionWatch watch, SessionLogs logs, TimeProvider time, ILogger<LiveSessions> logger)
{
    private readonly ConcurrentDictionary<Guid, LiveSession> _sessions = new();
    private long _started;
    private volatile bool _stopping;

    /// <summary>Whether new sessions are still taken.</summary>
    public bool Accepting => !_stopping;

    /// <summary>How many run in this process.</summary>
    public int Count => _sessions.Count;

    /// <summary>Whether the session runs in this process.</summary>
    public bool IsLive(Guid sessionId) => _sessions.ContainsKey(sessionId);

    /// <summary>A session that runs in this process, of a certain agent or of any; <see langword="null"/> when there is none.</summary>
    public LiveSession? Find(Guid sessionId, string? agent)
        => _sessions.TryGetValue(sessionId, out var session) && (agent is null || session.Agent == agent) ? session : null;

    /// <summary>Takes a place for a session of an agent, and waits for one where its queue lets it. To be disposed.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public async Task<SessionPlace> AdmitAsync(string agent, CancellationToken cancellationToken)
    {
        if (Refusal(agent) is { } refusal)
        {
            return new(refusal, null, null);
        }

        var (state, queue) = (agents.Get(agent), catalog.Get(agent).Queue);
        var slot = await capacity.TakeAsync(agent, state.Deployment.Settings.MaxAgents, queue.Length, queue.Timeout, cancellationToken);
        if (slot is null)
        {
            return new(_stopping ? SessionAdmission.ServerStopping : SessionAdmission.AtCapacity, null, null);
        }

        return await PlaceAsync(agent, slot, cancellationToken);   // As it stands now, after the wait.
    }

    /// <summary>Starts a session if there is a place for it at once; it goes on after this returns.</summary>
    public async Task<SessionAdmission> StartAsync(StartCommand command, NewSession record, CancellationToken cancellationToken)
    {
        if (Refusal(command.Agent) is { } refusal)
        {
            return refusal;
        }

        var agent = agents.Get(command.Agent);
        if (capacity.TryTake(agent.Name, agent.Deployment.Settings.MaxAgents) is not { } slot)
        {
            return SessionAdmission.AtCapacity;
        }

        using var place = await PlaceAsync(agent.Name, slot, cancellationToken);
        return place.Admission is SessionAdmission.Started ? await StartAsync(place, command, record, cancellationToken) : place.Admission;
    }

    /// <summary>Starts a session in a place that was given; it goes on after this returns.</summary>
    public async Task<SessionAdmission> StartAsync(SessionPlace place, StartCommand command, NewSession record, CancellationToken cancellationToken)
    {
        var deployment = place.Agent.Deployment;
        command = command with { Secrets = place.Secrets };
        var session = new LiveSession(Interlocked.Increment(ref _started), command, place.TakeSlot(), deployment.Settings.MaxSessionDuration, time);
        _sessions[command.SessionId] = session;
        if (_stopping)   // Looked at again after the session can be seen: either we see the stop, or the stop sees the session.
        {
            Remove(command.SessionId, session);
            return SessionAdmission.ServerStopping;
        }

        try
        {
            await store.AddAsync(record with { DeploymentId = deployment.Id }, cancellationToken);
        }
        catch
        {
            Remove(command.SessionId, session);
            throw;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _ = RunAsync(command, session, deployment);   // Its end is session.Ended, which StopAllAsync awaits.
        }

        return SessionAdmission.Started;
    }

    /// <summary>Stops a session and waits until it has unwound. <see langword="false"/> when it does not run here.</summary>
    public async Task<bool> StopAsync(Guid sessionId, SessionEnd why, CancellationToken cancellationToken)
    {
        if (!_sessions.TryGetValue(sessionId, out var session))
        {
            return false;
        }

        session.Stop(why);
        await session.Ended.UntilAsync(cancellationToken);
        return true;
    }

    /// <summary>Completes when the session has unwound and its end is written; at once when it does not run here.</summary>
    public Task WhenEndedAsync(Guid sessionId, CancellationToken cancellationToken)
        => _sessions.TryGetValue(sessionId, out var session) ? session.Ended.UntilAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Takes no more sessions, stops those that run and waits for their ends.</summary>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        capacity.StopWaiting();
        LiveSession[] running = [.. _sessions.Values.OrderBy(session => session.Number)];
        foreach (var session in running)
        {
            session.Stop(SessionEnd.ServerStopped);
        }

        foreach (var session in running)
        {
            await session.Ended.UntilAsync(cancellationToken);
        }
    }

    /// <summary>The place of an agent that has a slot for it, with its secrets; the slot is given back when there is none.</summary>
    private async Task<SessionPlace> PlaceAsync(string name, IDisposable slot, CancellationToken cancellationToken)
    {
        var agent = agents.Get(name);
        using var held = new SessionPlace(SessionAdmission.Started, agent, slot);
        var values = await secrets.ReadAsync(agent.Deployment.Settings.SecretSet, cancellationToken);
        return Refusal(name) is { } refusal ? new(refusal, null, null)
            : values is null ? new(SessionAdmission.NotReady, null, null)
            : new(SessionAdmission.Started, agent, held.TakeSlot()) { Secrets = values };
    }

    private SessionAdmission? Refusal(string agent)
        => _stopping ? SessionAdmission.ServerStopping : agents.IsStartable(agent) ? null : SessionAdmission.NoSuchAgent;

    private async Task RunAsync(StartCommand command, LiveSession session, AgentDeployment deployment)
    {
        await Task.Yield();   // The answer to the caller does not wait for the agent's first steps.
        var scope = new SessionLogScope(command.SessionId, command.Agent, deployment.Id);
        logs.Open(scope, command.Secrets.Values);
        using var logged = logger.BeginScope(scope);
        logs.Add(command.SessionId, LogLevel.Information, "session", "started");
        var end = await RunToEndAsync(command, session);
        end = end with { Reason = LogScrubber.Hide(end.Reason, LogScrubber.ToHide(command.Secrets.Values)) };
        logs.Add(command.SessionId, end.Status is CompletionStatus.Failed ? LogLevel.Error : LogLevel.Information, "session", $"ended: {end.Status.ToWire()}, {end.Reason}");
        try
        {
            await store.EndAsync(command.SessionId, end, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.EndNotWritten(logger, e, command.SessionId);
        }

        watch.Tell(command.SessionId, end);
        logs.Close(command.SessionId);
        Remove(command.SessionId, session);
    }

    private void Remove(Guid sessionId, LiveSession session)
    {
        _sessions.TryRemove(sessionId, out _);
        session.Dispose();
    }

    private async Task<SessionEnd> RunToEndAsync(StartCommand command, LiveSession session)
    {
        try
        {
            return await runner.RunAsync(command, session.Token);
        }
        catch (OperationCanceledException) when (session.Token.IsCancellationRequested)
        {
            return session.StoppedBecause;
        }
        catch (Exception e)
        {
            Log.Failed(logger, e, command.SessionId, command.Agent);
            return SessionEnd.Failed(e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId} of agent {Agent} failed")]
        public static partial void Failed(ILogger logger, Exception exception, Guid sessionId, string agent);

        [LoggerMessage(Level = LogLevel.Error, Message = "The end of session {SessionId} could not be written")]
        public static partial void EndNotWritten(ILogger logger, Exception exception, Guid sessionId);
    }
}
