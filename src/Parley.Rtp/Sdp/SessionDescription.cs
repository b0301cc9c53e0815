using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Parley.Rtp.Sdp;

/// <summary>An SDP body (RFC 8866). Read leniently, written strictly.</summary>
public sealed record SessionDescription
{
    /// <summary>The media type of the body in SIP.</summary>
    public const string ContentType = "application/sdp";

    /// <summary>The user of <c>o=</c>.</summary>
    public string UserName { get; init; } = "-";

    /// <summary>The session id of <c>o=</c>: stays for the whole dialog.</summary>
    public ulong SessionId { get; init; }

    /// <summary>The version of <c>o=</c>: one more with every changed description (RFC 3264, section 8).</summary>
    public ulong SessionVersion { get; init; }

    /// <summary>The address of <c>o=</c>; a host name is allowed there, as it is only part of an identity.</summary>
    public string OriginAddress { get; init; } = "0.0.0.0";

    /// <summary>The name of <c>s=</c>.</summary>
    public string SessionName { get; init; } = "-";

    /// <summary>The session-level <c>c=</c>, or <see langword="null"/> when absent or not a plain IP address.</summary>
    public IPAddress? Connection { get; init; }

    /// <summary>The session-level <c>a=</c> lines.</summary>
    public IReadOnlyList<AttributeLine> Attributes { get; init; } = [];

    /// <summary>The <c>m=</c> sections, in order.</summary>
    public IReadOnlyList<MediaDescription> Media { get; init; } = [];

    /// <summary>Reads a body. Never throws; <paramref name="error"/> says which line is wrong.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SessionDescription? description, [NotNullWhen(false)] out string? error) =>
        SessionDescriptionParser.TryParse(body, out description, out error);

    /// <summary>Writes the body as it goes on the wire, with CRLF line ends.</summary>
    /// <exception cref="InvalidOperationException">A text holds a line break.</exception>
    public byte[] ToBytes() => SessionDescriptionWriter.Write(this);

    /// <summary>Where an <c>m=</c> section wants its media: its own <c>c=</c>, else the session's.</summary>
    public IPAddress? ConnectionOf(MediaDescription media)
    {
        ArgumentNullException.ThrowIfNull(media);
        return media.Connection ?? Connection;
    }

    /// <summary>The direction of an <c>m=</c> section: its own, else the session's, else both ways.</summary>
    public MediaDirection DirectionOf(MediaDescription media)
    {
        ArgumentNullException.ThrowIfNull(media);
        return AttributeLine.FindDirection(media.Attributes) ?? AttributeLine.FindDirection(Attributes) ?? MediaDirection.SendReceive;
    }
}
