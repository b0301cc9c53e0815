namespace Parley.Server.Hosting;

/// <summary>A SIP trunk: <c>Parley:Trunks:N</c>.</summary>
public sealed class TrunkOptions
{
    /// <summary>What numbers and logs call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where calls go: <c>sip:host[:port]</c>, or <c>sips:host[:port]</c> for TLS. Without a port, SRV records are asked, and every server they name is used.</summary>
    public string Uri { get; set; } = "";

    /// <summary>The name for digest authentication, when the carrier asks for it.</summary>
    public string? Username { get; set; }

    /// <summary>The password for digest authentication.</summary>
    public string? Password { get; set; }

    /// <summary>Whether to register with the carrier, so that calls come in. Needs <see cref="Username"/>.</summary>
    public bool Register { get; set; }

    /// <summary>How long a registration is to hold; the carrier may say otherwise. 20 s to a day. Default: 10 minutes.</summary>
    public TimeSpan RegisterExpires { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often to ask the trunk whether it is there (OPTIONS), 5 s to an hour; while it is not, no call is placed on it. Default: never.</summary>
    public TimeSpan? KeepAlive { get; set; }

    /// <summary>
    /// The networks that its calls come from, such as <c>203.0.113.0/24</c>. Default: the addresses that <see cref="Uri"/> leads to, or any when
    /// <see cref="InboundUsername"/> is set.
    /// </summary>
    public IList<string> AllowFrom { get; } = [];

    /// <summary>The user name that its calls must prove by digest. Default: none, the network is enough.</summary>
    public string? InboundUsername { get; set; }

    /// <summary>The password to that.</summary>
    public string? InboundPassword { get; set; }

    /// <summary>
    /// The digest algorithms that its calls may answer with: <c>SHA-512-256</c>, <c>SHA-256</c>, <c>MD5</c>. Default: all, the strongest first. For a PBX that
    /// gives up at one that it does not know.
    /// </summary>
    public IList<string> InboundAlgorithms { get; } = [];

    /// <summary>The numbers that it is for, by how they begin (<c>+1</c>). Default: all.</summary>
    public IList<string> Prefixes { get; } = [];

    /// <summary>The numbers that can be bought from this carrier over the API.</summary>
    public IList<InventoryOptions> Inventory { get; } = [];

    /// <summary>How many calls to start in a second, 0.1..1000. Default: 10.</summary>
    public double CallsPerSecond { get; set; } = 10;

    /// <summary>How many calls at a time, 1..100000. Default: 1000.</summary>
    public int MaxCalls { get; set; } = 1000;

    /// <summary>How many redirections (3xx) of one call to follow, 0..3. Default: none; the outcome then names the other address.</summary>
    public int FollowRedirects { get; set; }

    /// <summary>
    /// How the carrier is told the caller ID, beside From: <c>asserted</c> (P-Asserted-Identity), <c>preferred</c> (P-Preferred-Identity) or <c>none</c>. Default:
    /// <c>asserted</c>.
    /// </summary>
    public string Identity { get; set; } = "asserted";

    /// <summary>As <c>Sip:SessionExpires</c>, for calls through this trunk. Default: the same.</summary>
    public TimeSpan? SessionExpires { get; set; }

    /// <summary>As <c>Sip:SessionRefresher</c>, for calls through this trunk. Default: the same.</summary>
    public string? SessionRefresher { get; set; }

    /// <summary>As <c>Sip:ReliableProvisionals</c>, for calls through this trunk. Default: the same.</summary>
    public string? ReliableProvisionals { get; set; }

    /// <summary><c>udp</c>, <c>tcp</c>, <c>tls</c>, or <c>auto</c>: what the carrier's DNS records say (RFC 3263), UDP where they say nothing. Default: <c>auto</c>.</summary>
    public string Transport { get; set; } = "auto";

    /// <summary>
    /// How keys are sent to this trunk and come from it: <c>telephone-event</c> (RFC 4733), <c>sip-info</c>, <c>inband</c> (tones in the sound), or <c>auto</c>: telephone-events
    /// when negotiated, else INFO when the far end allows it, else tones. Default: <c>auto</c>.
    /// </summary>
    public string Dtmf { get; set; } = "auto";

    /// <summary>Whether sound is encrypted: <c>none</c>, <c>optional</c> (where the carrier can) or <c>required</c> (else there is no call). Default: <see cref="MediaOptions.Srtp"/>.</summary>
    public string? Srtp { get; set; }

    /// <summary>The codecs, best first: PCMU, PCMA, G722, OPUS, L16/8000, L16/16000, and CN for comfort noise. Default: <see cref="MediaOptions.Codecs"/>.</summary>
    public IList<string> Codecs { get; } = [];
}
