using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Parley.Sip.Transport;

namespace Parley.Sip.Messages;

/// <summary>
/// A SIP, SIPS or tel URI (RFC 3261, section 19.1; RFC 3966). Other schemes are kept as they are in <see cref="Opaque"/>, so that a
/// request to them can be answered with 416.
/// </summary>
public sealed record SipUri
{
    private static readonly SearchValues<char> HostChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

    private static readonly SearchValues<char> TelChars = SearchValues.Create("+0123456789-.()*#ABCDabcd");
    private static readonly SearchValues<char> NeverInUris = SearchValues.Create(" \t\r\n<>\"");

    private readonly string? _text;

    /// <summary>Creates an empty URI, to be filled by an object initialiser.</summary>
    public SipUri()
    {
    }

    /// <summary>Creates a <c>sip:</c> URI.</summary>
    /// <param name="user">User part, unescaped; <see langword="null"/> for none.</param>
    /// <param name="host">Host name or address; an IPv6 address in brackets.</param>
    /// <param name="port">Port; <see langword="null"/> for the default.</param>
    public SipUri(string? user, string host, int? port = null) => (User, Host, Port) = (user, host, port);

    private SipUri(SipUri original)
    {
        // The text as parsed is not copied: a changed copy writes itself anew.
        (Scheme, User, Password, Host, Port) = (original.Scheme, original.User, original.Password, original.Host, original.Port);
        (Parameters, Headers, Opaque) = (original.Parameters, original.Headers, original.Opaque);
    }

    private SipUri(string text, string scheme) => (_text, Scheme) = (text, scheme);

    /// <summary>Scheme in lower case: <c>sip</c>, <c>sips</c>, <c>tel</c> or another.</summary>
    public string Scheme { get; init; } = "sip";

    /// <summary>User part, unescaped; the number of a tel URI. <see langword="null"/> when absent.</summary>
    public string? User { get; init; }

    /// <summary>Password in the URI, unescaped. Deprecated, kept because it is part of the address.</summary>
    public string? Password { get; init; }

    /// <summary>Host name or address, IPv6 in brackets; empty for tel and unknown schemes.</summary>
    public string Host { get; init; } = "";

    /// <summary>Port, when given.</summary>
    public int? Port { get; init; }

    /// <summary>Parameters such as <c>transport</c> and <c>lr</c>.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>Headers after the question mark, unescaped.</summary>
    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>What follows the colon in a scheme that this library does not know.</summary>
    public string? Opaque { get; init; }

    /// <summary>Whether the scheme is <c>sip</c> or <c>sips</c>.</summary>
    public bool IsSip => Scheme is "sip" or "sips";

    /// <summary>Whether the URI says by which transport it is to be reached.</summary>
    public bool NamesTransport => Scheme == "sips" || Parameters.Contains("transport");

    /// <summary>Name of the transport that the URI asks for, as it stands in Via; UDP when it does not say (RFC 3263, section 4.1).</summary>
    public string Protocol => (Scheme, Parameters["transport"]) switch
    {
        ("sips", _) => SipProtocols.Tls,
        (_, { } transport) => transport.ToUpperInvariant(),
        _ => SipProtocols.Udp,
    };

    /// <summary>
    /// The host and port as an endpoint, when the host is an address: with its transport when that is not UDP. The port defaults to that of the transport.
    /// </summary>
    public IPEndPoint? EndPoint => !IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? null
        : Protocol is var protocol && protocol == SipProtocols.Udp ? new IPEndPoint(address, Port ?? 5060)
        : new SipHop(address, Port ?? SipProtocols.DefaultPort(protocol), protocol);

    /// <summary>Makes the URI of an address.</summary>
    public static SipUri FromEndPoint(string? user, IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new(user, FormatHost(endPoint.Address), endPoint.Port);
    }

    /// <summary>Reads a URI that must be right (configuration, a constant).</summary>
    /// <exception cref="FormatException">The text is no URI.</exception>
    public static SipUri Parse(string text) => TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a SIP URI.");

    /// <summary>Reads a URI. Returns <see langword="false"/> when it is malformed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SipUri? value)
    {
        value = null;
        var colon = text.IndexOf(':');
        if (colon <= 0 || !SipTokens.IsToken(text[..colon]) || text.ContainsAny(NeverInUris))
        {
            return false;
        }

        var uri = new SipUri(text.ToString(), text[..colon].ToString().ToLowerInvariant());
        var rest = text[(colon + 1)..];
        value = uri.Scheme switch
        {
            "sip" or "sips" => ReadSip(uri, rest),
            "tel" => ReadTel(uri, rest),
            _ => rest.IsEmpty ? null : new(uri._text!, uri.Scheme) { Opaque = rest.ToString() },
        };
        return value is not null;
    }

    /// <summary>The same address without headers and method, fit to be a request-URI (RFC 3261, section 19.1.5).</summary>
    public SipUri ToRequestUri() =>
        Headers.Count == 0 && !Parameters.Contains("method") ? this : this with { Headers = [], Parameters = Parameters.Without("method") };

    /// <summary>The URI as it goes on the wire; a parsed one is returned exactly as it came.</summary>
    public override string ToString()
    {
        if (_text is not null)
        {
            return _text;
        }

        var builder = new StringBuilder(64).Append(Scheme).Append(':');
        if (Opaque is not null)
        {
            return builder.Append(Opaque).ToString();
        }

        if (User is not null)
        {
            SipUriEscaping.AppendUser(builder, User);
            if (Password is not null)
            {
                SipUriEscaping.AppendPassword(builder.Append(':'), Password);
            }

            if (Scheme != "tel")
            {
                builder.Append('@');
            }
        }

        builder.Append(Host);
        if (Port is { } port)
        {
            builder.Append(CultureInfo.InvariantCulture, $":{port}");
        }

        SipUriEscaping.AppendParameters(builder, Parameters);
        var separator = '?';
        foreach (var (name, value) in Headers)
        {
            SipUriEscaping.AppendHeader(builder.Append(separator), name, value);
            separator = '&';
        }

        return builder.ToString();
    }

    /// <summary>Two URIs are the same when they are written the same.</summary>
    public bool Equals(SipUri? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal static string FormatHost(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    internal static bool TryParseHostPort(ReadOnlySpan<char> text, out string host, out int? port)
    {
        (host, port) = ("", null);
        var hostEnd = text.StartsWith("[") ? text.IndexOf(']') + 1 : text.IndexOf(':') is >= 0 and var c ? c : text.Length;
        var name = text[..hostEnd];
        var wellFormed = name.StartsWith("[") ? IPAddress.TryParse(name[1..^1], out _) : !name.IsEmpty && !name.ContainsAnyExcept(HostChars);
        if (!wellFormed)
        {
            return false;
        }

        host = name.ToString();
        var tail = text[hostEnd..];
        if (tail.IsEmpty)
        {
            return true;
        }

        if (tail[0] != ':' || !ushort.TryParse(tail[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        port = number;
        return true;
    }

    private static SipUri? ReadSip(SipUri uri, ReadOnlySpan<char> rest)
    {
        string? user = null;
        string? password = null;
        var at = rest.IndexOf('@');
        if (at >= 0)
        {
            var userInfo = rest[..at];
            rest = rest[(at + 1)..];
            var colon = userInfo.IndexOf(':');
            password = colon < 0 ? null : SipUriEscaping.Unescape(userInfo[(colon + 1)..]);
            user = SipUriEscaping.Unescape(colon < 0 ? userInfo : userInfo[..colon]);
            if (user is not { Length: > 0 } || (colon >= 0 && password is null))
            {
                return null;
            }
        }

        var question = rest.IndexOf('?');
        IReadOnlyList<SipHeader>? headers = [];
        if (question >= 0 && (headers = SipUriEscaping.ReadHeaders(rest[(question + 1)..])) is null)
        {
            return null;
        }

        rest = question < 0 ? rest : rest[..question];
        var semicolon = rest.IndexOf(';');
        var hostPort = semicolon < 0 ? rest : rest[..semicolon];
        return TryParseHostPort(hostPort, out var host, out var port)
            && SipParameters.TryParse(semicolon < 0 ? [] : rest[semicolon..], out var parameters)
            ? new(uri._text!, uri.Scheme) { User = user, Password = password, Host = host, Port = port, Parameters = parameters, Headers = headers }
            : null;
    }

    private static SipUri? ReadTel(SipUri uri, ReadOnlySpan<char> rest)
    {
        var semicolon = rest.IndexOf(';');
        var number = semicolon < 0 ? rest : rest[..semicolon];
        return !number.IsEmpty && !number.ContainsAnyExcept(TelChars)
            && SipParameters.TryParse(semicolon < 0 ? [] : rest[semicolon..], out var parameters)
            ? new(uri._text!, uri.Scheme) { User = number.ToString(), Parameters = parameters }
            : null;
    }
}
