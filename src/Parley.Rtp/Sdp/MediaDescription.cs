using System.Net;

namespace Parley.Rtp.Sdp;

/// <summary>One <c>m=</c> section (RFC 8866, section 5.14).</summary>
/// <param name="Type"><c>audio</c>, <c>video</c> and so on.</param>
/// <param name="Port">The port; 0 means refused.</param>
/// <param name="Protocol"><c>RTP/AVP</c> and so on.</param>
public sealed record MediaDescription(string Type, ushort Port, string Protocol)
{
    /// <summary>The formats as written; payload types for RTP.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>The section's own <c>c=</c>, or <see langword="null"/> when absent or not a plain IP address.</summary>
    public IPAddress? Connection { get; init; }

    /// <summary>The section's <c>a=</c> lines.</summary>
    public IReadOnlyList<AttributeLine> Attributes { get; init; } = [];
}
