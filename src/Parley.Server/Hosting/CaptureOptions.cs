namespace Parley.Server.Hosting;

/// <summary>Captures of calls: <c>Parley:Capture</c>. For each call leg a PCAP file of its SIP messages and sound, and an SVG of its ladder, both without credentials.</summary>
public sealed class CaptureOptions
{
    /// <summary>Captures every call whose session does not ask not to be captured.</summary>
    public const string AllCalls = "all";

    /// <summary>Captures the calls of sessions that ask for it.</summary>
    public const string AskedCalls = "asked";

    /// <summary>The folder for the files. Default: nothing is captured, and nobody can ask for it.</summary>
    public string? Directory { get; set; }

    /// <summary>Which calls: <c>all</c>, or <c>asked</c> for those whose start request says <c>"capture": true</c>. Default: <c>all</c>.</summary>
    public string Calls { get; set; } = AllCalls;

    /// <summary>Whether the keys that people press (card numbers, PINs) stay readable. Default: <see langword="false"/>; it is seen that a key was pressed, not which. Tones in the sound stay.</summary>
    public bool Digits { get; set; }

    /// <summary>Whether the sound is in the file; else only the headers of its packets are. Default: <see langword="true"/>.</summary>
    public bool Sound { get; set; } = true;

    /// <summary>How many megabytes the file of a leg may have before sound is left out of it, 1 to 4,000. Default: 256, about three hours of G.711.</summary>
    public int MaxFileSize { get; set; } = 256;
}
