using Parley.Agents;
using Parley.Rooms;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>An <see cref="EarlyEar"/> at work in a room, from the first early media of a leg to its answer or end.</summary>
internal sealed class EarlyListening
{
    private readonly EarlyEar _ear;
    private readonly Room _room;
    private readonly RoomParticipant? _place;
    private readonly Task _telling;
    private int _stopped;

    private EarlyListening(EarlyEar ear, Room room, RoomParticipant? place, Action<EarlySound> heard)
    {
        (_ear, _room, _place) = (ear, room, place);
        _telling = TellAsync(heard);
    }

    /// <summary>Begins.</summary>
    /// <param name="leg">Whose early media.</param>
    /// <param name="room">Whose ticks: private there, seen and heard by nobody.</param>
    /// <param name="heard">Told what was understood.</param>
    public static async Task<EarlyListening> StartAsync(ICallLeg leg, Room room, Action<EarlySound> heard)
    {
        var ear = new EarlyEar(leg);
        var place = await room.JoinAsync(ear, new ParticipantOptions { Id = $"early-{leg.Id}", PrivateWith = leg.Id });
        return new(ear, room, place, heard);
    }

    /// <summary>Ends; what was heard by then has been told. Once is enough, more is harmless.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        if (_place is not null)
        {
            await _room.LeaveAsync(_place);
        }

        _ear.Close();
        await _telling;
    }

    private async Task TellAsync(Action<EarlySound> heard)
    {
        while (await _ear.Heard.WaitToReadAsync())
        {
            while (_ear.Heard.TryRead(out var sound))
            {
                heard(sound);
            }
        }
    }
}
