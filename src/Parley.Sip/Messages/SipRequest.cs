namespace Parley.Sip.Messages;

/// <summary>A SIP request.</summary>
/// <param name="method">Method, case-sensitive; see <see cref="SipMethods"/>.</param>
/// <param name="uri">The request-URI.</param>
public sealed class SipRequest(string method, SipUri uri) : SipMessage
{
    /// <summary>The method.</summary>
    public string Method { get; } = method;

    /// <summary>The request-URI.</summary>
    public SipUri Uri { get; } = uri;

    /// <summary>The request line, for logs that may carry addresses.</summary>
    public override string ToString() => $"{Method} {Uri} SIP/2.0";
}
