using System.Diagnostics.CodeAnalysis;
using System.Net;
using Parley.Sip;
using Parley.Sip.Transport;

namespace Parley.Server.Hosting;

/// <summary>Signalling: <c>Parley:Sip</c>.</summary>
public sealed class SipOptions
{
    /// <summary>The port of SIP when none is given.</summary>
    public const int DefaultPort = 5060;

    /// <summary>
    /// The addresses to listen on: <c>udp:0.0.0.0:5060</c>, <c>tcp:[::]:5060</c>, <c>tls:0.0.0.0:5061</c>; without a transport UDP, without a port the usual one.
    /// The first one's address is that of sound, too, unless <see cref="MediaOptions.BindAddress"/> says otherwise. Default: <c>udp:0.0.0.0:5060</c> and
    /// <c>tcp:0.0.0.0:5060</c>.
    /// </summary>
    public IList<string> Listen { get; } = [];

    /// <summary>Certificates of SIP over TLS.</summary>
    public SipTlsSettings Tls { get; } = new();

    /// <summary>Networks (<c>10.0.0.0/8</c>) whose hosts reach this machine without NAT: they are not told <see cref="PublicAddress"/>.</summary>
    public IList<string> LocalNetworks { get; } = [];

    /// <summary>The address that others reach this machine at, when it is not the one it listens on: <c>address</c> or <c>address:port</c>.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>Networks that may call without being a trunk, such as <c>10.0.0.0/8</c>; others get 403. Default: none.</summary>
    public IList<string> AllowFrom { get; } = [];

    /// <summary>The host in From and P-Asserted-Identity. Default: the address.</summary>
    public string? Domain { get; set; }

    /// <summary>
    /// How long a call lasts without a refresh by one of the two sides (RFC 4028), 00:01:30 to 1.00:00:00; 00:00:00 asks for none. Default: half an hour. What the
    /// far end asks for is honoured in any case.
    /// </summary>
    public TimeSpan SessionExpires { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The shortest such time that the far end may ask for, 00:01:30 to 01:00:00. Default: a minute and a half.</summary>
    public TimeSpan MinSessionExpires { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Who is to refresh: <c>any</c>, <c>us</c> or <c>far-end</c>. Default: <c>any</c>, as it comes.</summary>
    public string SessionRefresher { get; set; } = "any";

    /// <summary>
    /// Whether provisional responses are acknowledged (PRACK, RFC 3262): <c>off</c>, <c>allowed</c> where the far end insists, <c>preferred</c> wherever it can,
    /// <c>required</c>. Default: <c>allowed</c>.
    /// </summary>
    public string ReliableProvisionals { get; set; } = "allowed";

    /// <summary>
    /// What is done when a callee asks us to call somebody else (REFER): <c>decline</c> with 603, or <c>follow</c>, which dials into the same room as any dial-out
    /// would. Default: <c>decline</c>.
    /// </summary>
    public string IncomingRefer { get; set; } = "decline";

    /// <summary>The words for who refreshes.</summary>
    internal static IReadOnlyDictionary<string, SessionRefresher> Refreshers { get; } = new Dictionary<string, SessionRefresher>(StringComparer.OrdinalIgnoreCase)
    {
        ["any"] = Parley.Sip.SessionRefresher.Any,
        ["us"] = Parley.Sip.SessionRefresher.Us,
        ["far-end"] = Parley.Sip.SessionRefresher.FarEnd,
    };

    /// <summary>The words for how reliable provisional responses are.</summary>
    internal static IReadOnlyDictionary<string, SipReliability> Reliabilities { get; } = new Dictionary<string, SipReliability>(StringComparer.OrdinalIgnoreCase)
    {
        ["off"] = SipReliability.Off,
        ["allowed"] = SipReliability.Allowed,
        ["preferred"] = SipReliability.Preferred,
        ["required"] = SipReliability.Required,
    };

    /// <summary>The session timers that these settings, and those of a trunk, amount to.</summary>
    internal SipSessionTimers ToSessionTimers(TrunkOptions? trunk = null)
    {
        var expires = trunk?.SessionExpires ?? SessionExpires;
        return new()
        {
            Interval = expires == TimeSpan.Zero ? null : expires,
            Minimum = MinSessionExpires,
            Refresher = Refreshers[trunk?.SessionRefresher ?? SessionRefresher],
        };
    }

    /// <summary>Reads an entry of <see cref="Listen"/>.</summary>
    internal static bool TryParseListen(string? text, [NotNullWhen(true)] out SipHop? listen)
    {
        listen = null;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var protocol = colon > 0 ? SipProtocols.Find(text![..colon]) : null;
        if (!TryParseEndPoint(protocol is null ? text : text![(colon + 1)..], out var endPoint))
        {
            return false;
        }

        var isUsual = protocol == SipProtocols.Tls && endPoint.Port == DefaultPort && !text!.EndsWith($":{DefaultPort}", StringComparison.Ordinal);
        listen = new(endPoint.Address, isUsual ? SipProtocols.DefaultPort(SipProtocols.Tls) : endPoint.Port, protocol ?? SipProtocols.Udp);
        return true;
    }

    /// <summary>Reads <c>address</c> or <c>address:port</c>; IPv6 with a port goes in brackets.</summary>
    internal static bool TryParseEndPoint(string? text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (string.IsNullOrEmpty(text) || (text.AsSpan().Count('.') != 3 && text.AsSpan().Count(':') < 2))
        {
            return false;   // Else "5060" would be read as 0.0.19.196, and "1.2.3" as 1.2.0.3.
        }

        if (!text.StartsWith('[') && IPAddress.TryParse(text, out var address))
        {
            endPoint = new(address, DefaultPort);
        }
        else if (IPEndPoint.TryParse(text, out var parsed))
        {
            endPoint = parsed;
        }

        return endPoint is not null;
    }
}
