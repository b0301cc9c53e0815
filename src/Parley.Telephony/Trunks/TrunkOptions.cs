using Parley.Rtp.Srtp;
using Parley.Sip;

namespace Parley.Telephony.Trunks;

/// <summary>A way into the telephone network: a carrier's or a PBX's SIP address, with what it demands.</summary>
public sealed record TrunkOptions
{
    /// <summary>What numbers and records call it; unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where calls go, e.g. <c>sip:carrier.example.test</c>; <c>sips:</c> for TLS. A user part is ignored.</summary>
    public string Uri { get; set; } = "";

    /// <summary>Digest user name, when the trunk challenges.</summary>
    public string? Username { get; set; }

    /// <summary>Digest password.</summary>
    public string? Password { get; set; }

    /// <summary>Numbers that it takes, by how they start (<c>+1</c>, <c>+4930</c>); empty for all.</summary>
    public IList<string> Prefixes { get; init; } = [];

    /// <summary>Most new calls per second; <see langword="null"/> for no limit. Above 0.</summary>
    public double? CallsPerSecond { get; set; }

    /// <summary>Most calls at a time; <see langword="null"/> for no limit. Above it a call is refused.</summary>
    public int? MaxCalls { get; set; }

    /// <summary>How long a call may wait for its turn by <see cref="CallsPerSecond"/> before it is refused. Default 15 s.</summary>
    public TimeSpan MaxPacingWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The SIP transport: <c>udp</c>, <c>tcp</c>, <c>tls</c>, or <c>auto</c> for what the carrier's DNS records say (RFC 3263), UDP without any.</summary>
    public string Transport { get; set; } = "auto";

    /// <summary>Whether the trunk wants us registered before it sends calls. Needs <see cref="Username"/>, which is also the address that is registered.</summary>
    public bool Register { get; set; }

    /// <summary>How long a registration is to hold; the trunk may say otherwise. 20 s to a day. Default 10 minutes.</summary>
    public TimeSpan RegisterExpires { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the trunk is asked whether it is there (OPTIONS); while it does not answer, no call is placed on it. <see langword="null"/>, the default, for never.</summary>
    public TimeSpan? KeepAlive { get; set; }

    /// <summary>The networks that its calls come from (<c>203.0.113.0/24</c>). None means the addresses that <see cref="Uri"/> leads to; with a password, any.</summary>
    public IList<string> AllowFrom { get; init; } = [];

    /// <summary>The user name that its calls must prove; <see langword="null"/> when the network they come from is enough.</summary>
    public string? InboundUsername { get; set; }

    /// <summary>The password to that.</summary>
    public string? InboundPassword { get; set; }

    /// <summary>
    /// How many 3xx answers in a row are followed: 0, the default, follows none and reports the contacts in the outcome; at most 3. No address is
    /// dialled twice, the password never goes to another host, and the dial policy is asked again.
    /// </summary>
    public int FollowRedirects { get; set; }

    /// <summary>Whether the sound of its calls is encrypted; <see langword="null"/> for as all calls are (<see cref="TelephonyOptions.Srtp"/>).</summary>
    public SrtpPolicy? Srtp { get; set; }

    /// <summary>The codecs of its calls, best first (<see cref="Media.CodecCatalog.Names"/>); empty for those of all calls. What this machine cannot speak is left out.</summary>
    public IList<string> Codecs { get; init; } = [];

    /// <summary>Session timers to ask for in calls through this trunk; <see langword="null"/> takes the machine's.</summary>
    public SipSessionTimers? SessionTimers { get; set; }

    /// <summary>Whether provisional responses to calls through this trunk are acknowledged; <see langword="null"/> takes the machine's say.</summary>
    public SipReliability? ReliableProvisionals { get; set; }

    /// <summary>How it is told the caller ID, beside From.</summary>
    public TrunkIdentity Identity { get; set; }

    /// <summary>
    /// The digest algorithms that its calls may answer with: <c>SHA-512-256</c>, <c>SHA-256</c>, <c>MD5</c>; all of them when empty, the strongest first. For a
    /// PBX that gives up at one that it does not know.
    /// </summary>
    public IList<string> InboundAlgorithms { get; init; } = [];

    /// <summary>Everything but the password.</summary>
    public override string ToString() => $"{Name} ({Uri})";
}
