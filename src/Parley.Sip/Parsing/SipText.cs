using System.Text;
using System.Text.Unicode;
using Parley.Sip.Messages;

namespace Parley.Sip.Parsing;

/// <summary>Bytes to strings, without an allocation for the names that every message carries.</summary>
internal static class SipText
{
    private static readonly string[][] NamesByLength = GroupByLength(
    [
        SipHeaderNames.Accept, SipHeaderNames.Allow, SipHeaderNames.Authorization, SipHeaderNames.CallId, SipHeaderNames.Contact,
        SipHeaderNames.ContentEncoding, SipHeaderNames.ContentLength, SipHeaderNames.ContentType, SipHeaderNames.CSeq, SipHeaderNames.Event,
        SipHeaderNames.Expires, SipHeaderNames.From, SipHeaderNames.MaxForwards, SipHeaderNames.PAssertedIdentity,
        SipHeaderNames.ProxyAuthenticate, SipHeaderNames.ProxyAuthorization, SipHeaderNames.ProxyRequire, SipHeaderNames.Reason,
        SipHeaderNames.RecordRoute, SipHeaderNames.ReferTo, SipHeaderNames.ReferredBy, SipHeaderNames.Require, SipHeaderNames.RetryAfter,
        SipHeaderNames.Route, SipHeaderNames.Server, SipHeaderNames.Subject, SipHeaderNames.Supported, SipHeaderNames.To,
        SipHeaderNames.Unsupported, SipHeaderNames.UserAgent, SipHeaderNames.Via, SipHeaderNames.WwwAuthenticate,
    ]);

    private static readonly string[] Methods =
        [SipMethods.Invite, SipMethods.Ack, SipMethods.Bye, SipMethods.Cancel, SipMethods.Options, SipMethods.Register, SipMethods.Info];

    /// <summary>UTF-8; what is not, is taken as Latin-1, as old gateways send it.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    /// <summary>A method, which is case-sensitive.</summary>
    public static string DecodeMethod(ReadOnlySpan<byte> bytes)
    {
        foreach (var method in Methods)
        {
            if (Ascii.Equals(bytes, method))
            {
                return method;
            }
        }

        return Decode(bytes);
    }

    /// <summary>A header's full name: compact forms are expanded, known names get their usual case.</summary>
    public static string HeaderName(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1 && Expand((char)(bytes[0] | 0x20)) is { } expanded)
        {
            return expanded;
        }

        if (bytes.Length < NamesByLength.Length)
        {
            foreach (var name in NamesByLength[bytes.Length])
            {
                if (Ascii.EqualsIgnoreCase(bytes, name))
                {
                    return name;
                }
            }
        }

        return Decode(bytes);
    }

    private static string? Expand(char compact) => compact switch
    {
        'a' => "Accept-Contact",
        'b' => SipHeaderNames.ReferredBy,
        'c' => SipHeaderNames.ContentType,
        'd' => "Request-Disposition",
        'e' => SipHeaderNames.ContentEncoding,
        'f' => SipHeaderNames.From,
        'i' => SipHeaderNames.CallId,
        'j' => "Reject-Contact",
        'k' => SipHeaderNames.Supported,
        'l' => SipHeaderNames.ContentLength,
        'm' => SipHeaderNames.Contact,
        'o' => SipHeaderNames.Event,
        'r' => SipHeaderNames.ReferTo,
        's' => SipHeaderNames.Subject,
        't' => SipHeaderNames.To,
        'u' => "Allow-Events",
        'v' => SipHeaderNames.Via,
        'x' => "Session-Expires",
        'y' => "Identity",
        _ => null,
    };

    private static string[][] GroupByLength(string[] names) =>
        [.. Enumerable.Range(0, names.Max(n => n.Length) + 1).Select(length => names.Where(n => n.Length == length).ToArray())];
}
