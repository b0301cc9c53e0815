using Parley.Audio;
using Parley.Rooms;

namespace Parley.Server.Sessions.Recording;

/// <summary>A recording of all that is said in a room. It hears everybody and is no party itself; the file's right side is the room, its left is silent.</summary>
/// <param name="id">Its id.</param>
/// <param name="startedAt">When it was asked for.</param>
internal sealed class RoomRecording(string id, DateTimeOffset startedAt) : IAudioPort
{
    /// <summary>How the files of recordings of rooms begin.</summary>
    public const string Prefix = "room-";

    private readonly TaskCompletionSource<RoomParticipant?> _place = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset StartedAt => startedAt;

    /// <summary>What the file of a recording is called, without its ending.</summary>
    public static string FileName(string id) => Prefix + id;

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
    /// <param name="room">The room.</param>
    /// <param name="files">Where its file is.</param>
    /// <param name="begun">Told that it has begun, before anybody can end it.</param>
    public async Task<bool> StartAsync(Room room, LegRecordings files, Action begun)
    {
        RoomParticipant? place = null;
        try
        {
            if (files.Start(FileName(id)) is { } recorder)
            {
                place = await room.JoinAsync(this, new ParticipantOptions { Id = $"recording-{id}", HearsAll = true });
                if (place is null)
                {
                    await recorder.DisposeAsync();
                }
                else
                {
                    place.Recorder = recorder;
                    begun();
                }
            }
        }
        finally
        {
            _place.SetResult(place);
        }

        return place is not null;
    }

    /// <summary>Records silence from now on, or what is said again.</summary>
    public void Pause(bool isPaused)
    {
        if (_place.Task is { IsCompletedSuccessfully: true, Result.Recorder: { } recorder })
        {
            recorder.IsPaused = isPaused;
        }
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
