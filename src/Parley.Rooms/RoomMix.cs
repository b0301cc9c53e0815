using Parley.Audio.Mixing;

namespace Parley.Rooms;

/// <summary>
/// What each participant of a room hears in a tick: the sum of the others, saturated. Everybody is summed once, and who hears all of them gets that without its own voice,
/// so that a tick costs as much per participant in a large room as in a small one; only who hears some and not others has a sum of its own. Sums are whole numbers: either way
/// gives the same samples. The media thread's.
/// </summary>
internal sealed class RoomMix(int samplesPerTick)
{
    private readonly int[] _everybody = new int[samplesPerTick];
    private readonly int[] _sum = new int[samplesPerTick];
    private RoomParticipant[] _participants = [];
    private RoomParticipant? _first;
    private RoomParticipant? _second;
    private int _speakers;
    private bool _isSummed;

    /// <summary>Begins a tick: everybody has said what they say.</summary>
    public void Begin(RoomParticipant[] participants)
    {
        (_participants, _first, _second, _speakers, _isSummed) = (participants, null, null, 0, false);
        foreach (var participant in participants)
        {
            if (participant.Speaks && !participant.IsLine)
            {
                _second = _speakers == 1 ? participant : _second;
                _first ??= participant;
                _speakers++;
            }
        }
    }

    /// <summary>What one of them hears.</summary>
    public void Mix(RoomParticipant listener, Span<short> heard)
    {
        if (!listener.HearsAll)
        {
            MixSome(listener.Hears, heard);
            return;
        }

        var isOwnIn = listener.Speaks && !listener.IsLine;
        switch (_speakers - (isOwnIn ? 1 : 0))
        {
            case 0:
                heard.Clear();
                break;
            case 1:
                (ReferenceEquals(_first, listener) ? _second : _first)!.Said.CopyTo(heard);
                break;
            case > 1 when isOwnIn:
                Mixer.MixMinus(Everybody(), listener.Said, heard);
                break;
            default:
                Mixer.Mix(Everybody(), heard);
                break;
        }
    }

    private int[] Everybody()
    {
        if (!_isSummed)
        {
            _isSummed = true;
            Array.Clear(_everybody);
            foreach (var participant in _participants)
            {
                if (participant.Speaks && !participant.IsLine)
                {
                    Mixer.Add(_everybody, participant.Said);
                }
            }
        }

        return _everybody;
    }

    private void MixSome(int[] places, Span<short> heard)
    {
        RoomParticipant? only = null;
        var voices = 0;
        foreach (var place in places)
        {
            if (_participants[place] is not { Speaks: true } speaker)
            {
                continue;
            }

            if (++voices == 1)
            {
                only = speaker;
                continue;
            }

            if (voices == 2)
            {
                Array.Clear(_sum);
                Mixer.Add(_sum, only!.Said);
            }

            Mixer.Add(_sum, speaker.Said);
        }

        switch (voices)
        {
            case 0:
                heard.Clear();
                break;
            case 1:
                only!.Said.CopyTo(heard);
                break;
            default:
                Mixer.Mix(_sum, heard);
                break;
        }
    }
}
