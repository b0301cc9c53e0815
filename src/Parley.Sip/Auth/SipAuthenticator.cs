namespace Parley.Sip.Auth;

/// <summary>
/// Credentials with the memory of what has been challenged: requests that are sent with the same one carry an answer from the start, under the next nonce count,
/// until the server wants another nonce (RFC 3261, section 22.3). For one row of requests after another, such as registrations.
/// </summary>
/// <param name="credentials">User name and password.</param>
public sealed class SipAuthenticator(SipCredentials credentials)
{
    private DigestClient? _digest;

    internal DigestClient DigestWith(Func<string> newNonce) => _digest ??= new(credentials, newNonce);
}
