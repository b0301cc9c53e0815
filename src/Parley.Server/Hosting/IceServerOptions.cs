namespace Parley.Server.Hosting;

/// <summary>STUN and TURN servers that a start is answered with when it asks for them: <c>Parley:IceServers:N</c>.</summary>
public sealed class IceServerOptions
{
    /// <summary>Where they are, such as <c>stun:stun.example.com:3478</c> or <c>turns:turn.example.com:5349?transport=tcp</c>.</summary>
    public IList<string> Urls { get; } = [];

    /// <summary>A user name that is always the same.</summary>
    public string? Username { get; set; }

    /// <summary>The password that belongs to it.</summary>
    public string? Credential { get; set; }

    /// <summary>The secret that is shared with a TURN server that takes time-limited credentials (coturn's <c>static-auth-secret</c>): then every start is given its own.</summary>
    public string? Secret { get; set; }

    /// <summary>How long such credentials are good, a minute to a week. Default: a day.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(1);
}
