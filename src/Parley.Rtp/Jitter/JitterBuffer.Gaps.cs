namespace Parley.Rtp.Jitter;

/// <content>What a tick is when there is not enough sound for it.</content>
internal sealed partial class JitterBuffer
{
    private JitterFrame PlayGap(Span<byte> destination, int filled, byte payloadType, long next, long nextMedia)
    {
        var resumeAt = Math.Min(nextMedia, _cursor + _tick);
        var isLoss = _packets.HasMissingBefore(next);
        LearnFromHold();
        MoveTo(resumeAt);
        if (_options.Stretches && filled > 0)
        {
            if (filled < _tick / 2)
            {
                Miss();
            }

            return Frame(filled, payloadType);
        }

        if (filled < _tick / 2)
        {
            return isLoss ? Miss() : new(JitterFrameKind.Empty);
        }

        for (var i = filled; i < destination.Length; i++)
        {
            destination[i] = destination[i - filled];
        }

        return Frame(_tick, payloadType);
    }

    private JitterFrame Frame(int length, byte payloadType)
    {
        var followsSkip = _skipped;
        _skipped = false;
        Tally.Play(Buffered);
        return new(JitterFrameKind.Frame, length, payloadType, followsSkip);
    }

    /// <summary>Nothing to play and nothing known to come: the cursor waits, so that a late packet is played late rather than not at all.</summary>
    private JitterFrame Hold()
    {
        _heldTicks++;
        if (_heldTicks > _options.MaximumDepth)
        {
            Stop();
            return new(JitterFrameKind.Empty);
        }

        if (_packets.EndsInSilence || _heldTicks > ConcealedTicks)
        {
            return new(JitterFrameKind.Empty);
        }

        _heldConcealed++;
        return Conceal();
    }

    private JitterFrame Miss()
    {
        Tally.Miss(1);
        return Conceal();
    }

    private JitterFrame Conceal()
    {
        Concealed++;
        return new(JitterFrameKind.Lost);
    }
}
