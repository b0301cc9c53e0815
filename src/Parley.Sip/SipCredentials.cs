namespace Parley.Sip;

/// <summary>A user name and password for digest authentication (RFC 3261, section 22).</summary>
/// <param name="Username">The digest user name.</param>
/// <param name="Password">The password; it never goes on the wire.</param>
public sealed record SipCredentials(string Username, string Password)
{
    /// <summary>The name without the password, so that a log line cannot leak it.</summary>
    public override string ToString() => $"SipCredentials {{ Username = {Username} }}";
}
