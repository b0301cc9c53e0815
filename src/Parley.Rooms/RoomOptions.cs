namespace Parley.Rooms;

/// <summary>What a room is like.</summary>
public sealed record RoomOptions
{
    /// <summary>The room's name, unique among the live rooms.</summary>
    public required string Name { get; init; }

    /// <summary>The rate the room mixes at, in Hz. 8,000 (telephone band) by default; ports at other rates are converted.</summary>
    public int SampleRate { get; init; } = 8000;

    /// <summary>The most participants at once, call legs included. Private lines do not count. It may be changed later.</summary>
    public int MaxParticipants { get; init; } = 200;
}
