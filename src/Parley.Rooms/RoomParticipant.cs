using Parley.Audio;

namespace Parley.Rooms;

/// <summary>One party in a room: who it is, its audio port, and what of it is recorded.</summary>
public sealed class RoomParticipant
{
    private CallRecorder? _recorder;
    private ReceivePermission _canReceive;

    internal RoomParticipant(ParticipantOptions options, IAudioPort port, DateTimeOffset joinedAt, int samplesPerTick)
    {
        Options = options;
        Port = port;
        JoinedAt = joinedAt;
        (_canReceive, CanSend) = (options.CanReceive, options.CanSend);
        Said = new short[samplesPerTick];
    }

    /// <summary>Who joined, as given at the join.</summary>
    public ParticipantOptions Options { get; }

    /// <summary>The participant's id.</summary>
    public string Id => Options.Id;

    /// <summary>When it joined.</summary>
    public DateTimeOffset JoinedAt { get; }

    /// <summary>Whom it hears now.</summary>
    public ReceivePermission CanReceive
    {
        get => Volatile.Read(ref _canReceive);
        internal set => Volatile.Write(ref _canReceive, value);
    }

    /// <summary>Where what it says (left) and what it hears (right) is written, from the next tick on; <see langword="null"/> for nowhere.</summary>
    public CallRecorder? Recorder
    {
        get => Volatile.Read(ref _recorder);
        set => Volatile.Write(ref _recorder, value);
    }

    internal IAudioPort Port { get; }

    /// <summary>What it said in the current tick. The media thread's.</summary>
    internal short[] Said { get; }

    /// <summary>Whether <see cref="Said"/> is more than silence. The media thread's.</summary>
    internal bool Speaks { get; set; }

    /// <summary>The places of those whom it hears, in the room's current list. The media thread's.</summary>
    internal int[] Hears { get; private set; } = [];

    /// <summary>Whether it hears every other participant that is no line, and no line. The media thread's.</summary>
    internal bool HearsAll { get; private set; }

    /// <summary>Whether it is a line to one other participant, which nobody else hears.</summary>
    internal bool IsLine => Options.PrivateWith is not null;

    /// <summary>Works out whom it hears of those who are in the room.</summary>
    internal void SetHears(RoomParticipant[] participants)
    {
        Hears = [.. Enumerable.Range(0, participants.Length).Where(place => MayHear(participants[place]))];
        HearsAll = Array.TrueForAll(participants, speaker => MayHear(speaker) == (!ReferenceEquals(speaker, this) && !speaker.IsLine));
    }

    /// <summary>Whether it is heard. The media thread's.</summary>
    internal bool CanSend { get; set; }

    internal void Silence()
    {
        Speaks = false;
        Array.Clear(Said);
    }

    internal bool MayHear(RoomParticipant speaker) =>
        !ReferenceEquals(this, speaker)
        && (Options.HearsAll
            || ((Options.PrivateWith ?? speaker.Id) == speaker.Id
                && (speaker.Options.PrivateWith is { } only
                    ? only == Id
                    : Options.PrivateWith is not null || CanReceive.Allows(speaker.Options.PartyId ?? speaker.Id, speaker.Options.UserId))));
}
