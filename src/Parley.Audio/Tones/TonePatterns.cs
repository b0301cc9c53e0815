using static Parley.Audio.Tones.ToneSegment;

namespace Parley.Audio.Tones;

/// <summary>The sounds that telephone networks make (ITU-T E.180 and its list of national tones, Q.23, T.30, Telcordia GR-674).</summary>
public static class TonePatterns
{
    /// <summary>Ringing at the far end, North America: 440 + 480 Hz, 2 s on, 4 s off.</summary>
    public static TonePattern RingbackUs { get; } = new([On(440, 480, 2000), Off(4000)], Repeats: true) { LevelDbm0 = -19 };

    /// <summary>Ringing at the far end, most of Europe: 425 Hz, 1 s on, 4 s off.</summary>
    public static TonePattern RingbackEu { get; } = new([On(425, 0, 1000), Off(4000)], Repeats: true);

    /// <summary>Ringing at the far end, United Kingdom: 400 + 450 Hz, 0.4 s on, 0.2 off, 0.4 on, 2 off.</summary>
    public static TonePattern RingbackUk { get; } = new([On(400, 450, 400), Off(200), On(400, 450, 400), Off(2000)], Repeats: true) { LevelDbm0 = -19 };

    /// <summary>Called party busy, North America: 480 + 620 Hz, 0.5 s on, 0.5 s off.</summary>
    public static TonePattern BusyUs { get; } = new([On(480, 620, 500), Off(500)], Repeats: true) { LevelDbm0 = -24 };

    /// <summary>Called party busy, most of Europe: 425 Hz, 0.5 s on, 0.5 s off.</summary>
    public static TonePattern BusyEu { get; } = new([On(425, 0, 500), Off(500)], Repeats: true);

    /// <summary>No circuit free, North America: 480 + 620 Hz, 0.25 s on, 0.25 s off.</summary>
    public static TonePattern ReorderUs { get; } = new([On(480, 620, 250), Off(250)], Repeats: true) { LevelDbm0 = -24 };

    /// <summary>No circuit free, most of Europe: 425 Hz, 0.25 s on, 0.25 s off.</summary>
    public static TonePattern ReorderEu { get; } = new([On(425, 0, 250), Off(250)], Repeats: true);

    /// <summary>Special information tone before an announcement: 950, 1400, 1800 Hz, 330 ms each (E.180 section 6).</summary>
    public static TonePattern SpecialInformation { get; } = new([On(950, 0, 330), On(1400, 0, 330), On(1800, 0, 330)], Repeats: false);

    /// <summary>The beep after which a voicemail records: 1,000 Hz, 0.4 s.</summary>
    public static TonePattern RecordBeep { get; } = new([On(1000, 0, 400)], Repeats: false);

    /// <summary>A fax machine that answers: 2,100 Hz, 3 s (CED, T.30).</summary>
    public static TonePattern FaxAnswer { get; } = new([On(2100, 0, 3000)], Repeats: false);

    /// <summary>A fax machine that calls: 1,100 Hz, 0.5 s every 3 s (CNG, T.30).</summary>
    public static TonePattern FaxCalling { get; } = new([On(1100, 0, 500), Off(3000)], Repeats: true);

    /// <summary>One key of a telephone keypad (Q.23).</summary>
    /// <param name="key">0-9, *, #, A-D in either case.</param>
    /// <param name="on">How long it sounds.</param>
    /// <param name="off">The pause after it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a key.</exception>
    public static TonePattern Dtmf(char key, TimeSpan on, TimeSpan off) =>
        DtmfTones.TryGetFrequencies(key, out var low, out var high)
            ? new([new(low, high, on), new(0, 0, off)], Repeats: false) { LevelDbm0 = -9 }
            : throw new ArgumentOutOfRangeException(nameof(key), key, "Not a key of a telephone.");
}
