namespace Parley.Rtp.Sdp;

/// <summary>Our codecs with the payload types that they go by in one call.</summary>
/// <param name="Codecs">Codecs, best first, each with a payload type.</param>
/// <param name="TelephoneEvent">How digits are carried, with its payload type.</param>
internal sealed record AudioFormats(IReadOnlyList<CodecDescription> Codecs, CodecDescription? TelephoneEvent)
{
    private const byte FirstDynamic = 96;
    private const byte LastDynamic = 127;

    /// <summary>All formats, in the order of an offer.</summary>
    public IReadOnlyList<CodecDescription> All => TelephoneEvent is null ? Codecs : [.. Codecs, TelephoneEvent];

    /// <summary>Gives a dynamic payload type to every codec without one.</summary>
    public static AudioFormats Number(AudioCapabilities capabilities) => Number(capabilities.Codecs, capabilities.TelephoneEvent);

    /// <summary>What both sides can speak; <see langword="null"/> when no sound is left. Digits alone are no conversation.</summary>
    public FormatMatch? Match(IReadOnlyList<CodecDescription> theirs)
    {
        var common = theirs.Where(their => Codecs.Any(their.IsSameEncoding)).ToList();
        if (common.Count == 0)
        {
            return null;
        }

        var digits = TelephoneEvent is null ? null : theirs.FirstOrDefault(their => their.IsSameEncoding(TelephoneEvent));
        return new(common, [.. Codecs.Where(ours => common.Exists(ours.IsSameEncoding))], digits is null ? null : digits with { FormatParameters = TelephoneEvent!.FormatParameters });
    }

    /// <summary>Takes over the far end's numbers, which may not change for the rest of the call (RFC 3264, section 8.3.2).</summary>
    public AudioFormats Renumber(IReadOnlyList<CodecDescription> theirs, CodecDescription? telephoneEvent)
    {
        var digits = TelephoneEvent is not null && telephoneEvent is not null ? TelephoneEvent with { PayloadType = telephoneEvent.PayloadType } : TelephoneEvent;
        var renumbered = Codecs.Select(ours => theirs.FirstOrDefault(ours.IsSameEncoding) is { } their ? ours with { PayloadType = their.PayloadType } : ours);
        return Number([.. renumbered], digits);
    }

    private static AudioFormats Number(IReadOnlyList<CodecDescription> codecs, CodecDescription? telephoneEvent)
    {
        var taken = codecs.Append(telephoneEvent).Where(codec => codec?.PayloadType is not null).Select(codec => codec!.PayloadType!.Value).ToHashSet();
        return new([.. codecs.Select(WithNumber)], telephoneEvent is null ? null : WithNumber(telephoneEvent));

        CodecDescription WithNumber(CodecDescription codec)
        {
            if (codec.PayloadType is not null)
            {
                return codec;
            }

            for (var number = FirstDynamic; number <= LastDynamic; number++)
            {
                if (taken.Add(number))
                {
                    return codec with { PayloadType = number };
                }
            }

            throw new ArgumentException($"No dynamic payload type is left for {codec}.", nameof(codecs));
        }
    }
}
