namespace Parley.Rtp.Packets;

/// <summary>How long an Opus packet sounds: read from its first bytes (RFC 6716, section 3.1), so that it need not be decoded to be put in its place.</summary>
internal static class OpusPacket
{
    /// <summary>Units of Opus's clock of 48,000 Hz in the longest packet: 120 ms.</summary>
    public const int LongestDuration = 5760;

    /// <summary>Units of the clock per frame, by the configuration in the upper five bits: SILK, hybrid, CELT.</summary>
    private static readonly int[] FrameDurations =
    [
        480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880,
        480, 960, 480, 960,
        120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960,
    ];

    /// <summary>Reads the duration in units of 48,000 Hz.</summary>
    /// <returns><see langword="false"/> for what is no Opus packet.</returns>
    public static bool TryGetDuration(ReadOnlySpan<byte> packet, out int duration)
    {
        duration = 0;
        if (packet.IsEmpty)
        {
            return false;
        }

        var frames = (packet[0] & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => packet.Length > 1 ? packet[1] & 0x3F : 0,
        };
        duration = frames * FrameDurations[packet[0] >> 3];
        return duration is > 0 and <= LongestDuration;
    }
}
