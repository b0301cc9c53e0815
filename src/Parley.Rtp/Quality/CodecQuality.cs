namespace Parley.Rtp.Quality;

/// <summary>What a codec does to speech, in the terms of the E-model (ITU-T G.113).</summary>
/// <param name="IsWideband">Whether its figures are those of the wideband scale (G.107.1).</param>
/// <param name="Impairment">Ie: how much it takes from the rating by itself.</param>
/// <param name="Robustness">Bpl: how well it stands losses; the larger, the better.</param>
internal readonly record struct CodecQuality(bool IsWideband, double Impairment, double Robustness)
{
    private const double Unprotected = 4.3; // G.711 whose gaps are filled with silence
    private const double Concealed = 25.1;  // G.711 with the concealment of its appendix I

    /// <summary>
    /// The figures of an encoding: "provisional planning values" of ITU-T G.113 (11/2007), whose appendix I has them for the telephone band (table I.4, G.711 in packets of 10 ms) and
    /// appendix IV for the wide one, or, where it has none, what follows from them; each line says which.
    /// </summary>
    /// <remarks>
    /// The recommendation's own pages could not be compared. What others print of it agrees for G.711 (Ie 0, Bpl 4.3 and 25.1; 4.3 is also the default of G.107, and the least that it permits) and
    /// for the 13 of G.722 at 64 kbit/s, which one of them gives a Bpl of 10: ours is the more careful. The numbers of the tables are not confirmed.
    /// </remarks>
    /// <param name="encoding">As in SDP's rtpmap.</param>
    /// <param name="clockRate">Likewise, in Hz; tells linear samples of the wide band from others.</param>
    /// <param name="isConcealed">Whether losses are concealed; we do, of the far end we only know that it may not.</param>
    /// <returns><see langword="null"/> where nothing is known: for Opus, whose impairment depends on its bit rate and bandwidth, and of which G.113 says nothing.</returns>
    public static CodecQuality? Of(string encoding, int clockRate, bool isConcealed) => (encoding.ToUpperInvariant(), clockRate) switch
    {
        // Appendix I: no impairment by itself; it is what the scale of the telephone band is made by.
        ("PCMU" or "PCMA", _) => new(false, 0, isConcealed ? Concealed : Unprotected),

        // Estimated: not in G.113. Quantised finer than G.711 and lost and concealed in the same way, so no worse; the scale has no better.
        ("L16", 8000) => new(false, 0, isConcealed ? Concealed : Unprotected),

        // Appendix IV: 13 at 64 kbit/s. Its robustness is estimated: what G.113 has is for concealments inside the decoder, ours is behind it and was never rated, so that of none is taken.
        ("G722", _) => new(true, 13, Unprotected),

        // Estimated: unquantised speech of the wide band is the top of that scale (R = 129) by definition; robustness as for G.722.
        ("L16", 16_000) => new(true, 0, Unprotected),
        _ => null,
    };
}
