using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Audio;

namespace Parley.Rooms;

/// <summary>
/// Who hears whom. Once per tick it takes what every participant says, adds it up for each listener without the listener's own voice,
/// and gives it out. The list of participants belongs to the media thread; joins and departures reach it as commands between two ticks.
/// </summary>
public sealed partial class Room : ITicked, IAsyncDisposable
{
    private readonly MediaClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly RoomMix _mix;
    private readonly Lock _afterClose = new();
    private RoomParticipant[] _participants = [];
    private int _maxParticipants;
    private bool _closed;

    /// <summary>Opens a room on a clock.</summary>
    public Room(RoomOptions options, MediaClock clock, TimeProvider timeProvider, ILoggerFactory? loggerFactory = null)
    {
        (Options, _maxParticipants) = (options, options.MaxParticipants);
        _clock = clock;
        _timeProvider = timeProvider;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<Room>();
        SamplesPerTick = (int)(options.SampleRate * MediaClock.TickDuration.TotalSeconds);
        _mix = new(SamplesPerTick);
        clock.Add(this);
    }

    /// <summary>What the room is like.</summary>
    public RoomOptions Options { get; }

    /// <summary>Samples of one tick at the room's rate.</summary>
    public int SamplesPerTick { get; }

    /// <summary>The most participants at once, from now on; nobody is put out.</summary>
    public int MaxParticipants
    {
        get => Volatile.Read(ref _maxParticipants);
        set => Volatile.Write(ref _maxParticipants, value);
    }

    /// <summary>Who is in the room now, private lines and recorders left out.</summary>
    public IReadOnlyList<RoomParticipant> Participants => [.. Volatile.Read(ref _participants).Where(p => p.Options.Counts)];

    /// <summary>Plugs a port into the room. Returns once it is part of the mix.</summary>
    /// <returns>The participant, or <see langword="null"/> when the room is full, closed, or already has a participant of that id.</returns>
    public Task<RoomParticipant?> JoinAsync(IAudioPort port, ParticipantOptions options)
    {
        var fitted = port.SampleRate == Options.SampleRate ? port : new ResampledPort(port, Options.SampleRate);
        var participant = new RoomParticipant(options, fitted, _timeProvider.GetUtcNow(), SamplesPerTick);
        return RunOnMediaThreadAsync(() =>
        {
            var full = options.Counts && _participants.Count(p => p.Options.Counts) >= MaxParticipants;
            if (full || _closed || Array.Exists(_participants, p => p.Id == options.Id))
            {
                return null;
            }

            SetParticipants([.. _participants, participant]);
            return participant;
        });
    }

    /// <summary>Unplugs a participant. When this returns, the media thread no longer touches its port.</summary>
    public Task LeaveAsync(RoomParticipant participant) =>
        RunOnMediaThreadAsync<RoomParticipant?>(() =>
        {
            SetParticipants([.. _participants.Where(p => !ReferenceEquals(p, participant))]);
            return null;
        });

    /// <summary>Changes whom a participant hears, from the next tick on.</summary>
    public Task SetCanReceiveAsync(RoomParticipant participant, ReceivePermission permission) =>
        RunOnMediaThreadAsync<RoomParticipant?>(() =>
        {
            participant.CanReceive = permission;
            SetParticipants(_participants);
            return null;
        });

    /// <summary>Lets a participant be heard, or not, from the next tick on.</summary>
    public Task SetCanSendAsync(RoomParticipant participant, bool canSend) =>
        RunOnMediaThreadAsync<RoomParticipant?>(() =>
        {
            participant.CanSend = canSend;
            return null;
        });

    /// <summary>Closes the room: all participants are unplugged. Ports belong to whoever joined them and stay open.</summary>
    public async ValueTask DisposeAsync()
    {
        await RunOnMediaThreadAsync<RoomParticipant?>(() =>
        {
            SetParticipants([]);
            _clock.Remove(this);
            Volatile.Write(ref _closed, true);
            return null;
        });
    }

    /// <inheritdoc/>
    public void Tick()
    {
        RunCommands();
        var participants = _participants;
        TakeIn(participants);
        _mix.Begin(participants);
        Span<short> heard = stackalloc short[SamplesPerTick]; // Not the room's own: memory that many rooms have in common stays in the processor's cache.
        GiveOut(participants, heard);
    }

    private void TakeIn(RoomParticipant[] participants)
    {
        foreach (var participant in participants)
        {
            try
            {
                participant.Speaks = participant.Port.Read(participant.Said);
                if (!participant.CanSend)
                {
                    participant.Silence();
                }
            }
#pragma warning disable CA1031 // A faulty port is unplugged; the others of the room go on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Unplug(participant, fault);
            }
        }
    }

    private void GiveOut(RoomParticipant[] participants, Span<short> heard)
    {
        foreach (var listener in participants)
        {
            _mix.Mix(listener, heard);
            listener.Recorder?.Write(listener.Said, heard);
            try
            {
                listener.Port.Write(heard);
            }
#pragma warning disable CA1031 // A faulty port is unplugged; the others of the room go on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Unplug(listener, fault);
            }
        }
    }

    private void SetParticipants(RoomParticipant[] participants)
    {
        foreach (var listener in participants)
        {
            listener.SetHears(participants);
        }

        Volatile.Write(ref _participants, participants);
    }

    private void Unplug(RoomParticipant participant, Exception fault)
    {
        Log.PortFaulted(_logger, Options.Name, participant.Id, fault);
        participant.Speaks = false;
        _commands.Enqueue(() => SetParticipants([.. _participants.Where(p => !ReferenceEquals(p, participant))]));
    }

    private Task<T> RunOnMediaThreadAsync<T>(Func<T> command)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands.Enqueue(() => done.SetResult(command()));
        if (Volatile.Read(ref _closed))
        {
            // No tick comes any more, and the list is empty: what is asked of a closed room is settled here.
            lock (_afterClose)
            {
                RunCommands();
            }
        }

        return done.Task;
    }

    private void RunCommands()
    {
        while (_commands.TryDequeue(out var command))
        {
            command();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The audio port of participant {Participant} in room {Room} threw and was unplugged")]
        public static partial void PortFaulted(ILogger logger, string room, string participant, Exception fault);
    }
}
