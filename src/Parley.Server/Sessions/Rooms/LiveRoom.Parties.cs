using System.Text.Json;
using Parley.Agents;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Recording;
using Parley.Server.Webhooks;

namespace Parley.Server.Sessions.Rooms;

/// <summary>What is done to the parties of a room from outside: put out, banned, muted, recorded.</summary>
internal sealed partial class LiveRoom
{
    /// <summary>Why somebody was put out who did not go.</summary>
    public const string Ejected = "ejected from the room";

    private readonly Dictionary<string, RoomRecording> _recordings = [];
    private readonly HashSet<string> _paused = [];
    private Sitting? _sitting;

    /// <summary>Names this sitting of the room: from the first party's coming to the last one's going.</summary>
    public Guid MeetingId
    {
        get
        {
            lock (_telling)
            {
                return (_sitting ??= new(_factory, Time.GetUtcNow())).Id;
            }
        }
    }

    /// <summary>What joiners may do here when nothing else is said of them.</summary>
    /// <param name="isOwner">Whether it is one who may always speak.</param>
    public PartyPermissions DefaultPermissions(bool isOwner)
    {
        var given = Properties.Given;
        var permissions = PartyPermissions.Default.With(given.TryGetValue("permissions", out var set) ? set : null);
        return !isOwner && given.TryGetValue("owner_only_broadcast", out var owners) && owners.ValueKind is JsonValueKind.True
            ? permissions with { CanSend = [] }
            : permissions;
    }

    /// <summary>Puts parties out: legs are hung up, agents' sessions end.</summary>
    /// <returns>The ids of those who were here.</returns>
    public IReadOnlyList<string> Eject(Func<string, string?, bool> which)
    {
        var ejected = new List<string>();
        foreach (var agent in Agents.Where(agent => agent.IsThere && which(agent.Id, agent.Access.UserId)))
        {
            agent.EndForTheHost(Ejected);
            ejected.Add(agent.Id);
        }

        foreach (var leg in Legs.Where(leg => which(leg.Id, leg.ShownUserId)))
        {
            leg.StopForTheHost(Ejected);
            ejected.Add(leg.Id);
        }

        return ejected;
    }

    /// <summary>Changes what a party may do, from the next tick on, and tells everybody.</summary>
    /// <param name="id">The party; <c>*</c> for all.</param>
    /// <param name="permissions">What is given.</param>
    /// <returns><see langword="false"/> when nobody of that id is here.</returns>
    public async Task<bool> UpdatePermissionsAsync(string id, JsonElement permissions)
    {
        var found = id == "*";
        foreach (var agent in Agents.Where(agent => agent.IsThere && (id == "*" || agent.Id == id)))
        {
            found = true;
            await agent.PermitAsync(agent.Permissions.With(permissions));
        }

        foreach (var leg in Legs.Where(leg => leg.IsInRoom && (id == "*" || leg.Id == id)))
        {
            found = true;
            await leg.PermitAsync(leg.Permissions.With(permissions));
        }

        return found;
    }

    /// <summary>Tells everybody that somebody who is present may do other things now.</summary>
    public void TellUpdate(string id, PartyPermissions permissions)
    {
        lock (_telling)
        {
            var place = _present.FindIndex(other => other.Id == id);
            if (place >= 0)
            {
                var now = _present[place];
                Post(new ParticipantUpdated(now with { Info = now.Info with { Permissions = permissions.Describe() } }));
            }
        }
    }

    /// <summary>Records what is said in the room, private lines included, into one file.</summary>
    /// <param name="instance">Names the recording among those that run at once.</param>
    /// <returns>The recording's id, or why there is none.</returns>
    public async Task<(string? RecordingId, string? Error)> StartRecordingAsync(string instance)
    {
        var id = $"{_factory.NewId()}";
        RoomRecording recording;
        lock (_telling)
        {
            if (_recordings.ContainsKey(instance))
            {
                return (null, "the room has an active recording of that instance already");
            }

            _recordings[instance] = recording = new(id, Time.GetUtcNow());
        }

        if (IsOver || !await recording.StartAsync(Media, _factory.Recordings, () => TellWebhooks(() => [WebhookEvent.RecordingStarted(Name, id, instance, recording.StartedAt)])))
        {
            lock (_telling)
            {
                _recordings.Remove(instance);
            }

            const string Error = "the recording could not be started; see the server's log";
            TellWebhooks(() => [WebhookEvent.RecordingError(Name, id, instance, Error, recording.StartedAt)]);
            return (null, Error);
        }

        lock (_telling)
        {
            ApplyPauses();
        }

        return (id, null);
    }

    /// <summary>Ends a recording.</summary>
    /// <returns>Its id; <see langword="null"/> when there is none.</returns>
    public async Task<string?> StopRecordingAsync(string instance)
    {
        RoomRecording? recording;
        lock (_telling)
        {
            if (!_recordings.Remove(instance, out recording))
            {
                return null;
            }
        }

        await StopAsync(instance, recording);
        return recording.Id;
    }

    /// <summary>Pauses the recording of a leg and those of the room, or goes on with them once no leg's is paused.</summary>
    /// <returns><see langword="false"/> when the leg is not recorded, nor the room, or nothing changes.</returns>
    public bool PauseRecording(RoomLeg leg, bool isPaused)
    {
        lock (_telling)
        {
            var isRecorded = leg.PauseRecording(isPaused) | _recordings.Count > 0;
            var changes = isPaused ? _paused.Add(leg.Id) : _paused.Remove(leg.Id);
            ApplyPauses();
            if (isRecorded && changes)
            {
                Post(isPaused ? new RecordingPaused(leg.Id) : new RecordingResumed(leg.Id));
            }

            return isRecorded && changes;
        }
    }

    /// <summary>Has a leg that is about to join begin with its recording, and those of the room, paused.</summary>
    public void HoldRecording(RoomLeg leg)
    {
        lock (_telling)
        {
            _paused.Add(leg.Id);
            ApplyPauses();
        }
    }

    private void ApplyPauses()
    {
        foreach (var recording in _recordings.Values)
        {
            recording.Pause(_paused.Count > 0);
        }
    }

    private void ForgetPause(RoomLeg leg)
    {
        lock (_telling)
        {
            if (_paused.Remove(leg.Id))
            {
                ApplyPauses();
            }
        }
    }

    private async Task StopAsync(string instance, RoomRecording recording)
    {
        await recording.StopAsync(Media);
        var now = Time.GetUtcNow();
        TellWebhooks(() => [WebhookEvent.RecordingReady(Name, recording.Id, instance, recording.StartedAt, now)]);
    }

    private async Task StopRecordingsAsync()
    {
        KeyValuePair<string, RoomRecording>[] running;
        lock (_telling)
        {
            running = [.. _recordings.OrderBy(recording => recording.Key, StringComparer.Ordinal)];
            _recordings.Clear();
        }

        foreach (var (instance, recording) in running)
        {
            await StopAsync(instance, recording);
        }
    }

    private void TellWebhooks(Func<IEnumerable<WebhookEvent>> told) => _factory.Told.Tell(Name, told);

    /// <summary>The time during which somebody is in the room.</summary>
    private sealed class Sitting(LegFactory factory, DateTimeOffset startedAt)
    {
        // Drawn when it is asked for: whoever repeats a run with the same ids must not find more of them drawn because somebody listens.
        private readonly Lazy<Guid> _id = new(factory.NewId);

        public Guid Id => _id.Value;

        public DateTimeOffset StartedAt => startedAt;
    }
}
