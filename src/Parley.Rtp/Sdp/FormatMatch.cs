namespace Parley.Rtp.Sdp;

/// <summary>What both sides can speak.</summary>
/// <param name="Theirs">The common codecs in the far end's order and numbering; at least one.</param>
/// <param name="Ours">The same in our order and numbering.</param>
/// <param name="Companions">Digits and comfort noise, in the far end's numbering, as far as both have them.</param>
internal sealed record FormatMatch(IReadOnlyList<CodecDescription> Theirs, IReadOnlyList<CodecDescription> Ours, IReadOnlyList<CodecDescription> Companions)
{
    /// <summary>The digits that go with a codec: those of its clock, else any.</summary>
    public CodecDescription? DigitsBeside(CodecDescription codec) =>
        Companions.FirstOrDefault(one => one.IsTelephoneEvent && one.ClockRate == codec.ClockRate) ?? Companions.FirstOrDefault(one => one.IsTelephoneEvent);

    /// <summary>The comfort noise that goes with a codec: only that of its clock.</summary>
    public CodecDescription? NoiseBeside(CodecDescription codec) => Companions.FirstOrDefault(one => !one.IsTelephoneEvent && one.ClockRate == codec.ClockRate);
}
