using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Parley.Sip.Messages;

/// <summary>The Replaces header (RFC 3891): which call a new one is to take the place of, as the side that reads it knows it.</summary>
/// <param name="CallId">Call-ID of that call.</param>
/// <param name="ToTag">The reader's own tag in it.</param>
/// <param name="FromTag">The other side's tag in it.</param>
/// <param name="IsEarlyOnly">Whether it is meant only while it is not answered.</param>
public sealed record SipReplaces(string CallId, string ToTag, string FromTag, bool IsEarlyOnly = false)
{
    private static readonly SearchValues<char> NeverInCallIds = SearchValues.Create(" \t,<>\"");

    /// <summary>Reads the value of the header. Returns <see langword="false"/> when it is malformed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipReplaces? value)
    {
        value = null;
        text = text.Trim();
        var semicolon = text.IndexOf(';');
        if (semicolon <= 0 || !SipParameters.TryParse(text[semicolon..], out var parameters)
            || parameters["to-tag"] is not { Length: > 0 } to || parameters["from-tag"] is not { Length: > 0 } from)
        {
            return false;
        }

        var callId = text[..semicolon].TrimEnd();
        if (callId.ContainsAny(NeverInCallIds))
        {
            return false;
        }

        value = new(callId.ToString(), to, from, parameters.Contains("early-only"));
        return true;
    }

    /// <summary>The value as it stands in the header.</summary>
    public override string ToString() => $"{CallId};to-tag={ToTag};from-tag={FromTag}{(IsEarlyOnly ? ";early-only" : "")}";
}
