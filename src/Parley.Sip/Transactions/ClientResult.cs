using Parley.Sip.Messages;

namespace Parley.Sip.Transactions;

/// <summary>Where a response came from (RFC 3261, section 8.1.3.1).</summary>
internal enum ResponseOrigin
{
    /// <summary>The far end, or a proxy.</summary>
    Network,

    /// <summary>Made here: nobody answered in time (408).</summary>
    Timeout,

    /// <summary>Made here: the message could not be sent (503).</summary>
    TransportError,
}

/// <summary>A response as a client transaction hands it to its user.</summary>
/// <param name="Response">The response; made here when nobody sent one.</param>
/// <param name="Origin">Where it came from.</param>
internal readonly record struct ClientResult(SipResponse Response, ResponseOrigin Origin)
{
    public static ClientResult Timeout(SipRequest request) => new(Make(request, 408, null), ResponseOrigin.Timeout);

    public static ClientResult TransportError(SipRequest request) => new(Make(request, 503, "Next hop unreachable"), ResponseOrigin.TransportError);

    private static SipResponse Make(SipRequest request, int status, string? words)
    {
        var response = SipResponse.Create(request, status, words);
        response.IsMadeHere = true;
        return response;
    }
}
