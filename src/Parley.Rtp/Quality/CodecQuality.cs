namespace Parley.Rtp.Quality;

/// <summary>What a codec does to speech, in the terms of the E-model (ITU-T G.113).</summary>
/// <param name="IsWideband">Whether its figures are those of the wideband scale (G.107.1).</param>
/// <param name="Impairment">Ie: how much it takes from the rating by itself.</param>
/// <param name="Robustness">Bpl: how well it stands losses; the larger, the better.</param>
internal readonly record struct CodecQuality(bool IsWideband, double Impairment, double Robustness)
{
    /// <summary>The figures of an encoding.</summary>
    /// <param name="encoding">As in SDP's rtpmap.</param>
    /// <param name="isConcealed">Whether losses are concealed; we do, of the far end we only know that it may not.</param>
    /// <returns><see langword="null"/> where G.113 has none (Opus).</returns>
    public static CodecQuality? Of(string encoding, bool isConcealed) => encoding.ToUpperInvariant() switch
    {
        // G.113, table I.4: G.711 with and without the concealment of its appendix I. Linear samples at 8,000 Hz do no worse.
        "PCMU" or "PCMA" => new(false, 0, isConcealed ? 25.1 : 4.3),

        // G.113, table IV.1: 64 kbit/s. It has no robustness for a concealment behind the decoder: that of a codec without any is taken.
        "G722" => new(true, 13, 4.3),
        _ => null,
    };
}
