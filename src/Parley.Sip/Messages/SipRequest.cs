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

    /// <summary>What its server transaction is known by, once somebody has asked.</summary>
    internal string? TransactionId { get; set; }

    /// <summary>The request line, for logs that may carry addresses.</summary>
    public override string ToString() => $"{Method} {Uri} SIP/2.0";

    /// <summary>The same request for another try: a new number, no Via, no credentials.</summary>
    internal SipRequest Again(uint sequence)
    {
        var again = new SipRequest(Method, Uri)
        {
            Body = Body,
            Headers = new(Headers.Where(h => h.Name is not (SipHeaderNames.Via or SipHeaderNames.Authorization or SipHeaderNames.ProxyAuthorization))),
        };
        again.Headers.Set(SipHeaderNames.CSeq, new CSeq(sequence, Method).ToString());
        return again;
    }
}
