using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Rtp.Sdp;

/// <summary>
/// Reads SDP line by line (RFC 8866, section 9), minding only what a call needs. The order of lines, missing ones and unknown ones are
/// forgiven; a body without <c>v=</c> or a line that is none is not SDP at all.
/// </summary>
internal sealed class SessionDescriptionParser
{
    private const int LargestBody = 65_536;
    private const int MostLines = 2_000;
    private const int MostMedia = 32;

    private readonly List<AttributeLine> _sessionAttributes = [];
    private readonly List<MediaDescription> _media = [];
    private List<AttributeLine> _attributes;
    private SessionDescription _session = new();
    private bool _hasVersion;

    private SessionDescriptionParser() => _attributes = _sessionAttributes;

    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SessionDescription? description, [NotNullWhen(false)] out string? error)
    {
        description = null;
        if (body.Length > LargestBody)
        {
            error = $"An SDP body of {body.Length} bytes is more than the {LargestBody} read.";
            return false;
        }

        var parser = new SessionDescriptionParser();
        var number = 0;
        foreach (var range in body.SplitAny((byte)'\r', (byte)'\n'))
        {
            var line = Encoding.UTF8.GetString(body[range]).Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (++number > MostLines)
            {
                error = $"An SDP body has more than {MostLines} lines.";
                return false;
            }

            if (parser.Read(line) is { } wrong)
            {
                error = $"Line {number} of the SDP body {wrong}: '{Shorten(line)}'.";
                return false;
            }
        }

        if (!parser._hasVersion)
        {
            error = "The SDP body has no v= line.";
            return false;
        }

        description = parser._session with { Attributes = parser._sessionAttributes, Media = parser._media };
        error = null;
        return true;
    }

    /// <summary>Shows a line in a message, unless it could be one with a key in it.</summary>
    private static string Shorten(string line) =>
        line.Contains("inline", StringComparison.OrdinalIgnoreCase) ? "(a line with a key)" : line.Length <= 80 ? line : line[..80] + "...";

    /// <summary>Reads one line; says what is wrong with it, if anything.</summary>
    private string? Read(string line)
    {
        if (line.Length < 2 || line[1] != '=' || !char.IsAsciiLetter(line[0]) || line.Contains('\0'))
        {
            return "is not of the form x=value";
        }

        var value = line[2..].Trim();
        switch (line[0])
        {
            case 'v':
                _hasVersion = true;
                return value == "0" ? null : "has an unknown version";
            case 'o':
                ReadOrigin(value);
                return null;
            case 's':
                _session = _session with { SessionName = value };
                return null;
            case 'c':
                ReadConnection(value);
                return null;
            case 'a':
                var colon = value.IndexOf(':', StringComparison.Ordinal);
                _attributes.Add(colon < 0 ? new(value) : new(value[..colon].Trim(), value[(colon + 1)..].Trim()));
                return null;
            case 'm':
                return ReadMedia(value);
            default:
                return null;
        }
    }

    private void ReadOrigin(string value)
    {
        var parts = Words(value);
        _session = _session with
        {
            UserName = parts.ElementAtOrDefault(0) ?? "-",
            SessionId = Number(parts.ElementAtOrDefault(1)),
            SessionVersion = Number(parts.ElementAtOrDefault(2)),
            OriginAddress = parts.ElementAtOrDefault(5) ?? "0.0.0.0",
        };
    }

    private void ReadConnection(string value)
    {
        // IN IP4 192.0.2.1, with /ttl behind a multicast address.
        var address = Words(value).ElementAtOrDefault(2)?.Split('/')[0];
        if (!IPAddress.TryParse(address, out var connection) || !IsDotted(address, connection))
        {
            return;
        }

        if (_media.Count == 0)
        {
            _session = _session with { Connection = connection };
        }
        else
        {
            _media[^1] = _media[^1] with { Connection = connection };
        }
    }

    private string? ReadMedia(string value)
    {
        if (_media.Count == MostMedia)
        {
            return $"is one m= line more than the {MostMedia} read";
        }

        if (Words(value) is not [var type, var portText, var protocol, .. var formats]
            || !ushort.TryParse(portText.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return "is not a media line";
        }

        _attributes = [];
        _media.Add(new(type, port, protocol) { Formats = formats, Attributes = _attributes });
        return null;
    }

    private static string[] Words(string value) => value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static ulong Number(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The framework reads <c>1</c> and <c>0x7f.1</c> as IPv4 addresses; SDP does not.</summary>
    private static bool IsDotted(string address, IPAddress parsed) =>
        parsed.AddressFamily == AddressFamily.InterNetworkV6 || string.Equals(parsed.ToString(), address, StringComparison.Ordinal);
}
