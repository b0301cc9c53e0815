namespace Parley.Telephony.Capture;

/// <summary>How calls are captured: for each leg a PCAP of its SIP messages and its sound, and a ladder diagram of them.</summary>
public sealed record CallCaptureOptions
{
    /// <summary>The folder that the files go to. Made at the start when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether every call is captured that does not ask not to be; else only those that ask for it.</summary>
    public bool CapturesAll { get; init; } = true;

    /// <summary>Whether the keys of telephones stay readable. Without, it is seen that and when a key was pressed, and not which; tones in the sound are sound.</summary>
    public bool KeepsKeys { get; init; }

    /// <summary>Whether the sound is in the file. Without, only the headers of its packets are.</summary>
    public bool KeepsSound { get; init; } = true;

    /// <summary>How large the file of a leg may become, in bytes, before sound is left out; SIP goes on, up to 16 MB of it.</summary>
    public long LargestFile { get; init; } = 256L << 20;

    /// <summary>How many bytes of SIP are written of a leg: as much as some ten thousand messages have. A far end that never stops fills no disk.</summary>
    internal long LargestSip { get; init; } = 16L << 20;
}
