using System.Globalization;
using Parley.Sip.Messages;

namespace Parley.Sip.Parsing;

/// <summary>The headers without which a message means nothing (RFC 3261, section 8.1.1), and those that must be right when present.</summary>
internal static class SipRequiredHeaders
{
    /// <summary>What an answer to a request must copy.</summary>
    public static readonly string[] Essential =
        [SipHeaderNames.Via, SipHeaderNames.From, SipHeaderNames.To, SipHeaderNames.CallId, SipHeaderNames.CSeq];

    /// <summary>Says what is wrong, or <see langword="null"/>. Afterwards the typed properties of the message can be read.</summary>
    public static string? Check(SipMessage message)
    {
        var headers = message.Headers;
        foreach (var name in Essential)
        {
            var count = headers.CountOf(name);
            if (count == 0)
            {
                return $"Missing {name}";
            }

            if (count > 1 && name != SipHeaderNames.Via)
            {
                return $"Several {name}";
            }
        }

        if (string.IsNullOrEmpty(headers[SipHeaderNames.CallId]))
        {
            return "Empty Call-ID";
        }

        return message.FindUnreadable() is { } unreadable ? $"{unreadable} cannot be read"
            : message is SipRequest request ? CheckRequest(request)
            : null;
    }

    /// <summary>The request with only what an answer copies: one of each, and every Via.</summary>
    public static SipRequest Reduce(SipRequest request)
    {
        var headers = new SipHeaders();
        foreach (var header in request.Headers)
        {
            if (header.Name == SipHeaderNames.Via || (Essential.Contains(header.Name) && !headers.Contains(header.Name)))
            {
                headers.Add(header);
            }
        }

        return new(request.Method, request.Uri) { Headers = headers };
    }

    private static string? CheckRequest(SipRequest request)
    {
        if (request.CSeq.Method != request.Method)
        {
            return "The method of CSeq differs";
        }

        var hops = request.Headers[SipHeaderNames.MaxForwards];
        if (hops is not null && !byte.TryParse(hops, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return "Max-Forwards is out of range";
        }

        return !AreAddresses(request, SipHeaderNames.Contact) ? "Contact cannot be read"
            : !AreAddresses(request, SipHeaderNames.RecordRoute) ? "Record-Route cannot be read"
            : null;
    }

    private static bool AreAddresses(SipRequest request, string name) =>
        request.Headers.CountOf(name) switch
        {
            0 => true,
            1 when name == SipHeaderNames.Contact && !request.Headers[name]!.Contains(',') => request.Contact is not null || request.Headers[name] == "*",
            _ => request.Headers.GetValues(name).All(v => v == "*" || NameAddress.TryParse(v, out _)),
        };
}
