using Microsoft.Extensions.Logging;
using Parley.Audio;
using Parley.Rooms;
using Parley.Telephony;

namespace Parley.Server.Sessions.Dialin;

/// <summary>Where one caller waits: alone with what is played to it.</summary>
internal sealed class HoldRoom : IAsyncDisposable
{
    private readonly Room _room;
    private readonly RoomParticipant _caller;
    private RoomParticipant? _sound;

    private HoldRoom(Room room, RoomParticipant caller) => (_room, _caller) = (room, caller);

    /// <summary>Takes in a caller that has been answered.</summary>
    public static async Task<HoldRoom> OpenAsync(ICallLeg leg, MediaClock clock, TimeProvider time, ILoggerFactory loggers)
    {
        var room = new Room(new RoomOptions { Name = $"hold-{leg.Id}", SampleRate = HoldMusic.SampleRate }, clock, time, loggers);
        var caller = await room.JoinAsync(leg, new ParticipantOptions { Id = leg.Id });
        return new(room, caller ?? throw new InvalidOperationException("A room that was just opened takes a caller in."));
    }

    /// <summary>Plays this from its beginning, in place of what is played.</summary>
    /// <param name="samples">At <see cref="HoldMusic.SampleRate"/>.</param>
    /// <param name="repeats">Whether it begins anew at its end.</param>
    public async Task PlayAsync(short[] samples, bool repeats)
    {
        await StopAsync();
        _sound = await _room.JoinAsync(new Player(samples, repeats), new ParticipantOptions { Id = "sound" });
    }

    /// <summary>Falls silent.</summary>
    public async Task StopAsync()
    {
        if (_sound is not null)
        {
            await _room.LeaveAsync(_sound);
            _sound = null;
        }
    }

    /// <summary>Lets the caller's port go, so that another room may have it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _room.LeaveAsync(_caller);
        await _room.DisposeAsync();
    }

    private sealed class Player(short[] sound, bool repeats) : IAudioPort
    {
        private int _position;

        public int SampleRate => HoldMusic.SampleRate;

        public bool Read(Span<short> samples)
        {
            samples.Clear();
            if (sound.Length == 0 || (!repeats && _position >= sound.Length))
            {
                return false;
            }

            for (var filled = 0; filled < samples.Length && (repeats || _position < sound.Length);)
            {
                var from = _position % sound.Length;
                var count = Math.Min(samples.Length - filled, sound.Length - from);
                sound.AsSpan(from, count).CopyTo(samples[filled..]);
                filled += count;
                _position = repeats ? (from + count) % sound.Length : _position + count;
            }

            return true;
        }

        public void Write(ReadOnlySpan<short> samples)
        {
            // What the caller says meanwhile is nobody's business.
        }
    }
}
