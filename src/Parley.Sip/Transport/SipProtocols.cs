namespace Parley.Sip.Transport;

/// <summary>The transports, under their names in Via (RFC 3261, section 20.42).</summary>
public static class SipProtocols
{
    /// <summary>Datagrams.</summary>
    public const string Udp = "UDP";

    /// <summary>A stream.</summary>
    public const string Tcp = "TCP";

    /// <summary>An encrypted stream.</summary>
    public const string Tls = "TLS";

    /// <summary>The port when none is given: 5061 for TLS, 5060 else (RFC 3261, section 19.1.2).</summary>
    public static int DefaultPort(string protocol) => protocol == Tls ? 5061 : 5060;

    /// <summary>Whether it delivers, or says that it could not.</summary>
    public static bool IsReliable(string protocol) => protocol != Udp;

    /// <summary>The name in upper case, as it stands in Via; <see langword="null"/> for one that is not spoken here.</summary>
    public static string? Find(string? name) => name?.ToUpperInvariant() switch
    {
        Udp => Udp,
        Tcp => Tcp,
        Tls => Tls,
        _ => null,
    };
}
