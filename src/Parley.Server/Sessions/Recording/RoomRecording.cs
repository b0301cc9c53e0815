using Parley.Audio;
using Parley.Rooms;

namespace Parley.Server.Sessions.Recording;

/// <summary>A recording of all that is said in a room. It hears everybody and is no party itself; the file's right side is the room, its left is silent.</summary>
internal sealed class RoomRecording(string id) : IAudioPort
{
    private readonly TaskCompletionSource<RoomParticipant?> _place = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    /// <inheritdoc/>
    public int SampleRate => 8000;

    /// <inheritdoc/>
    public bool Read(Span<short> samples)
    {
        samples.Clear();
        return false;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<short> samples)
    {
        // The participant's recorder takes what is heard.
    }

    /// <summary>Begins; <see langword="false"/> when the file cannot be made or the room is closed.</summary>
    public async Task<bool> StartAsync(Room room, LegRecordings files)
    {
        RoomParticipant? place = null;
        try
        {
            if (files.Start($"room-{id}") is { } recorder)
            {
                place = await room.JoinAsync(this, new ParticipantOptions { Id = $"recording-{id}", HearsAll = true });
                if (place is null)
                {
                    await recorder.DisposeAsync();
                }
                else
                {
                    place.Recorder = recorder;
                }
            }
        }
        finally
        {
            _place.SetResult(place);
        }

        return place is not null;
    }

    /// <summary>Ends; the file is whole when this returns.</summary>
    public async Task StopAsync(Room room)
    {
        if (await _place.Task is { } place)
        {
            await room.LeaveAsync(place);
            if (place.Recorder is { } recorder)
            {
                await recorder.DisposeAsync();
            }
        }
    }
}
