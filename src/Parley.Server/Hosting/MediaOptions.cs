using Parley.Rtp.Srtp;

namespace Parley.Server.Hosting;

/// <summary>Sound: <c>Parley:Media</c>.</summary>
public sealed class MediaOptions
{
    /// <summary>The UDP ports for sound, <c>first-last</c>; a leg takes two, the even one for RTP. Default: <c>20000-29999</c>.</summary>
    public string PortRange { get; set; } = "20000-29999";

    /// <summary>The address to bind them on. Default: that of the first <see cref="SipOptions.Listen"/>.</summary>
    public string? BindAddress { get; set; }

    /// <summary>
    /// How long an answered call goes on when nothing comes from the far end any more, neither sound nor RTCP; 5 s to an hour, or zero for as long as it likes. Default: 60 s. Not counted on hold.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether sound is encrypted (SRTP, keys by SDES) where a trunk does not say: <c>none</c>, <c>optional</c> or <c>required</c>. Keys travel in the signalling, so use
    /// TLS with it. Default: <c>none</c>.
    /// </summary>
    public string Srtp { get; set; } = "none";

    /// <summary>The codecs where a trunk does not say, best first; as <see cref="TrunkOptions.Codecs"/>. Default: PCMU, PCMA.</summary>
    public IList<string> Codecs { get; } = [];

    /// <summary>Reads a policy of encryption.</summary>
    internal static bool TryParseSrtp(string? text, out SrtpPolicy policy)
    {
        policy = text?.ToUpperInvariant() switch { "OPTIONAL" => SrtpPolicy.Optional, "REQUIRED" => SrtpPolicy.Required, _ => SrtpPolicy.None };
        return policy != SrtpPolicy.None || "none".Equals(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads <see cref="PortRange"/>: <c>first-last</c>, both in 1024..65535, room for at least one pair.</summary>
    internal static bool TryParsePortRange(string? text, out int first, out int last)
    {
        last = 0;
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return int.TryParse(dash < 0 ? "" : text![..dash], out first)
            && int.TryParse(text![(dash + 1)..], out last)
            && first >= 1024 && last <= ushort.MaxValue && last > first;
    }
}
