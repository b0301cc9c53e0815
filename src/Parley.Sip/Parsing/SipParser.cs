using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Parley.Sip.Messages;

namespace Parley.Sip.Parsing;

/// <summary>
/// Reads one SIP message from bytes (RFC 3261, section 7). Lenient where the meaning is plain (lone line feeds, folding, compact
/// names, white space), strict where guessing would be wrong. Never throws on what it reads.
/// </summary>
public static class SipParser
{
    private const int MaxHeaders = 512;

    // What every implementation must be able to take (RFC 3261, section 18.1.1), and more than ever makes sense.
    private const int LargestMessage = 65_535;

    private static readonly SearchValues<byte> VersionChars = SearchValues.Create("0123456789."u8);

    /// <summary>Reads a datagram. The body is a slice of it, so the bytes must stay as they are.</summary>
    public static SipParseResult Parse(ReadOnlyMemory<byte> datagram)
    {
        var bytes = datagram.Span;
        var position = bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n', (byte)0);
        if (position < 0)
        {
            return SipParseResult.KeepAlive;
        }

        var startLine = TakeLine(bytes, ref position);
        var headers = new SipHeaders();
        var headersFine = TryReadHeaders(bytes, ref position, headers);
        var rest = datagram[position..];
        return startLine.Length >= 4 && Ascii.EqualsIgnoreCase(startLine[..4], "SIP/"u8) && startLine.IndexOf((byte)' ') is > 0 and < 9
            ? ReadResponse(startLine, headers, headersFine, rest)
            : ReadRequest(startLine, headers, headersFine, rest, datagram.Length);
    }

    /// <summary>Reads the headers of a message that is too large to be taken: a request becomes one to be answered with 513.</summary>
    public static SipParseResult ParseTooLarge(ReadOnlyMemory<byte> headers) => Parse(headers) switch
    {
        { Message: SipRequest request } => Reject(request, 513, "The message is too large"),
        { Refused: { } refused } => SipParseResult.Rejected("The message is too large", 513, refused),
        _ => SipParseResult.Dropped("A response is too large."),
    };

    private static SipParseResult ReadResponse(ReadOnlySpan<byte> line, SipHeaders headers, bool headersFine, ReadOnlyMemory<byte> rest)
    {
        if (!TryReadStatusLine(line, out var status, out var phrase))
        {
            return SipParseResult.Dropped("The status line cannot be read.");
        }

        if (!headersFine || !SipContentLength.TryTakeBody(headers, rest, out var body))
        {
            return SipParseResult.Dropped("The response has a header that cannot be read.");
        }

        var response = new SipResponse(status, phrase) { Headers = headers, Body = body };
        return SipRequiredHeaders.Check(response) is { } error ? SipParseResult.Dropped(error) : SipParseResult.Parsed(response);
    }

    private static SipParseResult ReadRequest(ReadOnlySpan<byte> line, SipHeaders headers, bool headersFine, ReadOnlyMemory<byte> rest, int datagram)
    {
        if (!TryReadRequestLine(line, out var method, out var uriText, out var version))
        {
            return SipParseResult.Dropped("The first line is neither a request line nor a status line.");
        }

        var uriFine = SipUri.TryParse(uriText, out var uri);
        var bodyFine = SipContentLength.TryTakeBody(headers, rest, out var body);
        var request = new SipRequest(method, uri ?? new SipUri(null, "invalid")) { Headers = headers, Body = body };
        if (datagram > LargestMessage)
        {
            return Reject(request, 513, "The message is too large");
        }

        if (version != "SIP/2.0")
        {
            return Reject(request, 505, "Version Not Supported");
        }

        var error = !uriFine ? "The request-URI cannot be read"
            : !headersFine ? "A header line cannot be read"
            : !bodyFine ? "Content-Length does not fit"
            : SipRequiredHeaders.Check(request);
        return error is null ? SipParseResult.Parsed(request) : Reject(request, 400, error);
    }

    private static SipParseResult Reject(SipRequest request, int status, string error)
    {
        var answerable = request.Method != SipMethods.Ack
            && SipRequiredHeaders.Essential.All(name => !string.IsNullOrEmpty(request.Headers[name]));
        return answerable ? SipParseResult.Rejected(error, status, SipRequiredHeaders.Reduce(request)) : SipParseResult.Dropped(error);
    }

    private static bool TryReadStatusLine(ReadOnlySpan<byte> line, out int status, out string phrase)
    {
        (status, phrase) = (0, "");
        if (!Ascii.EqualsIgnoreCase(line[..Math.Min(8, line.Length)], "SIP/2.0 "u8))
        {
            return false;
        }

        var rest = line[8..].TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(rest, out status, out var consumed) || consumed != 3 || status is < 100 or > 699
            || (rest.Length > 3 && rest[3] != ' '))
        {
            return false;
        }

        phrase = SipText.Decode(rest[3..].Trim((byte)' '));
        return true;
    }

    private static bool TryReadRequestLine(ReadOnlySpan<byte> line, out string method, out string uri, out string version)
    {
        (method, uri, version) = ("", "", "");
        line = line.TrimEnd(" \t"u8);
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first || !SipTokens.IsToken(line[..first]) || !IsVersion(line[(last + 1)..]))
        {
            return false;
        }

        method = SipText.DecodeMethod(line[..first]);
        uri = SipText.Decode(line[first..last].Trim((byte)' '));
        version = SipText.Decode(line[(last + 1)..]).ToUpperInvariant();
        return true;
    }

    private static bool IsVersion(ReadOnlySpan<byte> text) =>
        text.Length is > 4 and < 16 && Ascii.EqualsIgnoreCase(text[..4], "SIP/"u8) && !text[4..].ContainsAnyExcept(VersionChars);

    private static bool TryReadHeaders(ReadOnlySpan<byte> bytes, ref int position, SipHeaders headers)
    {
        var fine = true;
        while (position < bytes.Length)
        {
            var line = TakeLine(bytes, ref position);
            if (line.IsEmpty)
            {
                return fine;
            }

            var colon = line.IndexOf((byte)':');
            var name = colon < 0 ? [] : line[..colon].TrimEnd(" \t"u8);
            var folded = TakeFolded(bytes, ref position);
            if (!SipTokens.IsToken(name) || headers.Count >= MaxHeaders)
            {
                fine = false;
                continue;
            }

            var value = SipText.Decode(line[(colon + 1)..].Trim(" \t"u8));
            headers.Add(SipText.HeaderName(name), folded is null ? value : $"{value} {folded}".Trim());
        }

        return fine;
    }

    // Lines that begin with white space continue the one before (RFC 3261, section 7.3.1).
    private static string? TakeFolded(ReadOnlySpan<byte> bytes, ref int position)
    {
        StringBuilder? folded = null;
        while (position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t')
        {
            var part = SipText.Decode(TakeLine(bytes, ref position).Trim(" \t"u8));
            folded = folded is null ? new(part) : part.Length == 0 ? folded : folded.Append(' ').Append(part);
        }

        return folded?.ToString();
    }

    private static ReadOnlySpan<byte> TakeLine(ReadOnlySpan<byte> bytes, ref int position)
    {
        var rest = bytes[position..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            position = bytes.Length;
            return rest.TrimEnd((byte)'\r');
        }

        position += end + 1;
        return end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end];
    }
}
