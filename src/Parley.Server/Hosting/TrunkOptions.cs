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

    /// <summary>Whether to register with the carrier, so that calls come in.</summary>
    public bool Register { get; set; }

    /// <summary>The numbers that it is for, by how they begin (<c>+1</c>). Default: all.</summary>
    public IList<string> Prefixes { get; } = [];

    /// <summary>How many calls to start in a second, 0.1..1000. Default: 10.</summary>
    public double CallsPerSecond { get; set; } = 10;

    /// <summary>How many calls at a time, 1..100000. Default: 1000.</summary>
    public int MaxCalls { get; set; } = 1000;

    /// <summary>How many redirections (3xx) of one call to follow, 0..3. Default: none; the outcome then names the other address.</summary>
    public int FollowRedirects { get; set; }

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

    /// <summary>Whether sound is encrypted.</summary>
    public bool Srtp { get; set; }
}
