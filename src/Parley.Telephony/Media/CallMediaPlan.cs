using Parley.Rtp.Sdp;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Media;

/// <summary>What a call may speak, and whether encrypted: what its trunk says, else what is set for all calls.</summary>
internal static class CallMediaPlan
{
    /// <summary>The capabilities of a call.</summary>
    /// <param name="options">What is set for all calls.</param>
    /// <param name="trunk">The call's trunk, when it has one.</param>
    public static AudioCapabilities Of(TelephonyOptions options, TrunkOptions? trunk)
    {
        IEnumerable<string> names = trunk is { Codecs.Count: > 0 } ? trunk.Codecs : options.Codecs;
        var (codecs, comfortNoise) = CodecCatalog.Pick(names);
        return AudioCapabilities.Default with
        {
            Srtp = trunk?.Srtp ?? options.Srtp,
            Codecs = codecs.Count > 0 ? codecs : AudioCapabilities.Default.Codecs,
            PrefersOwnOrder = codecs.Count > 0,
            ComfortNoise = comfortNoise,
        };
    }
}
