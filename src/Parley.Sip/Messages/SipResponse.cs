using System.Globalization;

namespace Parley.Sip.Messages;

/// <summary>A SIP response.</summary>
/// <param name="status">Status code, 100 to 699.</param>
/// <param name="reasonPhrase">Reason phrase; <see langword="null"/> takes the usual one.</param>
public sealed class SipResponse(int status, string? reasonPhrase = null) : SipMessage
{
    /// <summary>Status code, 100 to 699.</summary>
    public int Status { get; } = status;

    /// <summary>Reason phrase; may be empty.</summary>
    public string ReasonPhrase { get; } = reasonPhrase ?? SipStatus.ReasonPhrase(status);

    /// <summary>Whether nobody sent it: it stands for silence (408) or for a next hop that cannot be reached (503).</summary>
    public bool IsMadeHere { get; internal set; }

    /// <summary>Whether this is a 1xx.</summary>
    public bool IsProvisional => Status < 200;

    /// <summary>Whether this is a 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// Makes the response to a request (RFC 3261, section 8.2.6): Via, From, To, Call-ID and CSeq are copied, Record-Route too where
    /// a dialog may come of it.
    /// </summary>
    /// <param name="request">The request to answer.</param>
    /// <param name="status">Status code, 100 to 699.</param>
    /// <param name="reasonPhrase">Reason phrase; <see langword="null"/> takes the usual one.</param>
    /// <param name="toTag">Tag to put into To when it has none; a 100 takes none.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Content-Type of the body.</param>
    public static SipResponse Create(
        SipRequest request, int status, string? reasonPhrase = null, string? toTag = null, ReadOnlyMemory<byte> body = default, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = new SipResponse(status, reasonPhrase) { Body = body };
        foreach (var header in request.Headers)
        {
            var copied = header.Name is SipHeaderNames.Via or SipHeaderNames.From or SipHeaderNames.To or SipHeaderNames.CallId or SipHeaderNames.CSeq
                || (header.Name is SipHeaderNames.RecordRoute && status is > 100 and < 300);
            if (copied)
            {
                response.Headers.Add(header);
            }
        }

        if (toTag is not null && NameAddress.TryParse(response.Headers[SipHeaderNames.To], out var to) && to.Tag is null)
        {
            response.Headers.Set(SipHeaderNames.To, $"{response.Headers[SipHeaderNames.To]};tag={toTag}");
        }

        if (contentType is not null && !body.IsEmpty)
        {
            response.Headers.Add(SipHeaderNames.ContentType, contentType);
        }

        return response;
    }

    /// <summary>The status line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {Status} {ReasonPhrase}");
}
