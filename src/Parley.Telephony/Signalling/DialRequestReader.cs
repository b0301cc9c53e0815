using Parley.Rtp.Sdp;
using Parley.Sip.Messages;
using Parley.Sip.Transport;
using Parley.Telephony.Media;
using Parley.Telephony.Numbers;

namespace Parley.Telephony.Signalling;

/// <summary>Checks a request to dial: first where to, later (after policy and caller ID, in the order that callers are promised) the rest.</summary>
internal static class DialRequestReader
{
    public const string OneDestination = "either sipUri or phoneNumber is required, but not both";
    public const string NotSip = "sipUri must start with sip:";

    private const int LongestExtension = 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestRing = TimeSpan.FromMinutes(10);

    /// <summary>Reads the destination.</summary>
    /// <returns><see langword="null"/>, or what is wrong with it.</returns>
    public static string? ReadDestination(DialRequest request, out PhoneNumber? number, out SipUri? uri)
    {
        (number, uri) = (null, null);
        switch (request)
        {
            case { PhoneNumber: { Length: > 0 } text, SipUri: null or "" }:
                number = PhoneNumber.TryParse(text, out var parsed) ? parsed : null;
                return number is null ? "phoneNumber must be in E.164 form: a plus sign, then 7 to 15 digits, such as +15551230001" : null;
            case { PhoneNumber: null or "", SipUri: { Length: > 0 } text }:
                return ReadUri(text, out uri);
            default:
                return OneDestination;
        }
    }

    /// <summary>Checks the ranges of everything else.</summary>
    /// <returns><see langword="null"/>, or what is out of range.</returns>
    public static string? CheckRanges(DialRequest request)
    {
        var extension = request.Extension ?? "";
        return extension.Length > LongestExtension ? $"extension must not be longer than {LongestExtension} characters"
            : !extension.All(key => key is 'w' or ',' || Tones.IsKey(key)) ? "extension may hold 0-9, *, #, A-D, w and commas only"
            : request.WaitBeforeExtension < TimeSpan.Zero || request.WaitBeforeExtension > LongestWait ? "waitBeforeExtensionDialSec must be 0 to 60"
            : request.Headers.FirstOrDefault(header => !PassedHeaders.IsPassed(header.Name) || !PassedHeaders.IsFit(header)) is { Name: { } name }
                ? $"the header '{name}' cannot be sent: names start with X- or are User-to-User, and values are one line"
            : request.RingTimeout is { } ring && (ring <= TimeSpan.Zero || ring > LongestRing) ? "the ring timeout must be above 0 and at most 600 seconds"
            : null;
    }

    /// <summary>The headers that an address asks for: X-, User-to-User (RFC 7433) and Replaces (RFC 3891); its other query parameters are not ours to send.</summary>
    public static IReadOnlyList<SipHeader> HeadersOf(SipUri uri) =>
        [.. uri.Headers.Where(header => PassedHeaders.IsPassed(header.Name) || header.Name.Equals(SipHeaderNames.Replaces, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The codecs of a request that this machine speaks, in its order; those of the call's plan when none is left.</summary>
    public static AudioCapabilities ReadCodecs(DialRequest request, AudioCapabilities plan, out string? warning)
    {
        warning = null;
        if (request.Codecs.Count == 0)
        {
            return plan;
        }

        var (wanted, _) = CodecCatalog.Pick(request.Codecs);
        var unknown = request.Codecs.Where(name => CodecCatalog.Find(name) is null).ToArray();
        var offered = wanted.Count == 0 ? plan.Codecs : wanted;
        if (unknown.Length > 0)
        {
            warning = $"codec {string.Join(", ", unknown)} is not available; offered instead: {string.Join(", ", offered.Select(codec => codec.Name))}";
        }

        return plan with { Codecs = offered };
    }

    private static string? ReadUri(string text, out SipUri? uri)
    {
        uri = null;
        if (!text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase))
        {
            return NotSip;
        }

        if (!SipUri.TryParse(text, out uri))
        {
            return $"sipUri '{text}' is not a SIP address such as sip:user@host";
        }

        var unfit = uri.Headers.FirstOrDefault(header => !PassedHeaders.IsFit(header));
        return SipProtocols.Find(uri.Protocol) is null ? $"sipUri asks for transport {uri.Parameters["transport"]}, which is not supported: udp, tcp and tls are"
            : unfit.Name is { } name ? $"the header {name} of sipUri holds characters that a header must not"
            : null;
    }
}
