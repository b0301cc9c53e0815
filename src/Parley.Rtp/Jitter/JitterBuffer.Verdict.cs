namespace Parley.Rtp.Jitter;

internal sealed partial class JitterBuffer
{
    /// <summary>What became of a packet.</summary>
    public enum Verdict
    {
        /// <summary>Will be played.</summary>
        Accepted,

        /// <summary>Is here already, or has been.</summary>
        Duplicate,

        /// <summary>Its time has passed.</summary>
        Late,

        /// <summary>Too large, or of a media time that makes no sense.</summary>
        Rejected,
    }
}
