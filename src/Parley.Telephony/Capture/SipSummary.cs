using System.Text;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Telephony.Capture;

/// <summary>What a ladder says of a SIP message.</summary>
/// <param name="Title">Method, or status with its reason; the first line of what cannot be read.</param>
/// <param name="CSeq">Its CSeq, such as <c>1 INVITE</c>.</param>
/// <param name="HasSdp">Whether it describes sound.</param>
internal readonly record struct SipSummary(string Title, string CSeq, bool HasSdp)
{
    /// <summary>Reads a message.</summary>
    public static SipSummary Of(ReadOnlyMemory<byte> bytes)
    {
        var message = SipParser.Parse(bytes).Message;
        var title = message switch
        {
            SipRequest request => request.Method,
            SipResponse response => $"{response.Status} {response.ReasonPhrase}",
            _ => FirstLine(bytes.Span),
        };
        var hasSdp = message?.ContentType?.StartsWith("application/sdp", StringComparison.OrdinalIgnoreCase) == true;
        return new(title, message is null ? "" : $"{message.CSeq.Number} {message.CSeq.Method}", hasSdp);
    }

    /// <summary>All of it: <c>INVITE (1 INVITE, SDP, again)</c>.</summary>
    /// <param name="more">What else is to be said.</param>
    public string Label(params ReadOnlySpan<string?> more)
    {
        var marks = new List<string>();
        foreach (var mark in (ReadOnlySpan<string?>)[CSeq.Length > 0 ? CSeq : null, HasSdp ? "SDP" : null, .. more])
        {
            if (mark is not null)
            {
                marks.Add(mark);
            }
        }

        return marks.Count == 0 ? Title : $"{Title} ({string.Join(", ", marks)})";
    }

    private static string FirstLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf("\r\n"u8);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
