namespace Parley.Rtp.Srtp;

/// <summary>What the two ends of a stream encrypt with: each its own key, both of one suite.</summary>
/// <param name="Local">Ours, for what we send.</param>
/// <param name="Remote">Theirs, for what we receive.</param>
public sealed record SrtpKeys(SrtpKey Local, SrtpKey Remote)
{
    /// <summary>The suite of both.</summary>
    public SrtpSuite Suite => Local.Suite;
}
