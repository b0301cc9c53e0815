namespace Parley.Sip.Transport;

/// <summary>Limits and habits of the connections of a stream transport.</summary>
public sealed record SipStreamOptions
{
    /// <summary>Most bytes of a message. A larger one is answered with 513 and read over. Default 64 KiB.</summary>
    public int MaxMessageSize { get; init; } = 64 * 1024;

    /// <summary>Most connections at a time; further ones are closed as they come. Default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Most connections at a time from one address. Default 1,000.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 1_000;

    /// <summary>How long connecting may take, and the TLS handshake besides. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After which silence a connection of ours sends a keep-alive (RFC 5626, section 4.4.1). Default 30 s.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a far end that has answered keep-alives before may take for the next answer. Default 10 s.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a message may take from its first byte to its last. Default 30 s.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After which silence a connection that was made to us is closed. Default 15 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Certificates and trust; makes the transport TLS. <see langword="null"/> for TCP.</summary>
    public SipTlsOptions? Tls { get; init; }
}
