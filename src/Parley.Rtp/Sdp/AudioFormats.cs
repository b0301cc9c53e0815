namespace Parley.Rtp.Sdp;

/// <summary>Our codecs with the payload types that they go by in one call.</summary>
/// <param name="Codecs">Codecs, best first, each with a payload type.</param>
/// <param name="Companions">How digits and silence are carried beside them, likewise.</param>
internal sealed record AudioFormats(IReadOnlyList<CodecDescription> Codecs, IReadOnlyList<CodecDescription> Companions)
{
    private const byte FirstDynamic = 96;
    private const byte LastDynamic = 127;

    /// <summary>All formats, in the order of an offer.</summary>
    public IReadOnlyList<CodecDescription> All => [.. Codecs, .. Companions];

    /// <summary>Gives a dynamic payload type to every codec without one. Digits come in every clock that a codec runs at (RFC 4733, section 2.1).</summary>
    public static AudioFormats Number(AudioCapabilities capabilities)
    {
        var companions = new List<CodecDescription>();
        if (capabilities.TelephoneEvent is { } digits)
        {
            companions.Add(digits);
            var otherClocks = capabilities.Codecs.Select(codec => codec.ClockRate).Where(clock => clock != digits.ClockRate).Distinct();
            companions.AddRange(otherClocks.Select(clock => digits with { ClockRate = clock, PayloadType = null }));
        }

        if (capabilities.ComfortNoise is { } noise)
        {
            companions.Add(noise);
        }

        return Number(capabilities.Codecs, companions);
    }

    /// <summary>What both sides can speak; <see langword="null"/> when no sound is left. Digits alone are no conversation.</summary>
    public FormatMatch? Match(IReadOnlyList<CodecDescription> theirs)
    {
        var common = theirs.Where(their => Codecs.Any(their.IsSameEncoding)).ToList();
        return common.Count == 0
            ? null
            : new(common, [.. Codecs.Where(ours => common.Exists(ours.IsSameEncoding))], [.. theirs.Select(FindCompanion).OfType<CodecDescription>()]);
    }

    /// <summary>Takes over the far end's numbers, which may not change for the rest of the call (RFC 3264, section 8.3.2).</summary>
    public AudioFormats Renumber(FormatMatch match) => Number([.. Codecs.Select(ours => Renumber(ours, match.Theirs))], [.. Companions.Select(ours => Renumber(ours, match.Companions))]);

    private static CodecDescription Renumber(CodecDescription ours, IReadOnlyList<CodecDescription> theirs) =>
        theirs.FirstOrDefault(ours.IsSameEncoding) is { } their ? ours with { PayloadType = their.PayloadType } : ours;

    private CodecDescription? FindCompanion(CodecDescription their) =>
        Companions.FirstOrDefault(their.IsSameEncoding) is { } ours ? their with { FormatParameters = ours.FormatParameters } : null;

    private static AudioFormats Number(IReadOnlyList<CodecDescription> codecs, IReadOnlyList<CodecDescription> companions)
    {
        var taken = codecs.Concat(companions).Where(codec => codec.PayloadType is not null).Select(codec => codec.PayloadType!.Value).ToHashSet();
        return new([.. codecs.Select(WithNumber)], [.. companions.Select(WithNumber)]);

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
