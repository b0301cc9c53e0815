using System.Globalization;
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

    /// <summary>Whether the section is audio.</summary>
    public bool IsAudio => string.Equals(Type, "audio", StringComparison.OrdinalIgnoreCase);

    /// <summary>The length of packet that the writer of the section wants to receive (<c>a=ptime</c>), if it says.</summary>
    public TimeSpan? PacketTime => FindMilliseconds("ptime");

    /// <summary>The longest packet that the writer of the section can receive (<c>a=maxptime</c>), if it says.</summary>
    public TimeSpan? MaximumPacketTime => FindMilliseconds("maxptime");

    /// <summary>The value of the first attribute of a name, an empty text for a flag, or <see langword="null"/> without one.</summary>
    public string? Find(string name)
    {
        foreach (var attribute in Attributes)
        {
            if (string.Equals(attribute.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return attribute.Value ?? "";
            }
        }

        return null;
    }

    /// <summary>The codecs of the formats, in order. Static payload types need no <c>a=rtpmap</c>; formats that nothing explains are left out.</summary>
    public IReadOnlyList<CodecDescription> ListCodecs()
    {
        var codecs = new List<CodecDescription>(Formats.Count);
        foreach (var format in Formats)
        {
            if (byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var payloadType)
                && payloadType < 128
                && (FindMapped(payloadType) ?? StaticPayloadTypes.Find(payloadType)) is { } codec)
            {
                codecs.Add(codec with { FormatParameters = FindBehind("fmtp", payloadType) });
            }
        }

        return codecs;
    }

    private TimeSpan? FindMilliseconds(string name) =>
        double.TryParse(Find(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and <= 1000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    /// <summary>Reads <c>name/clock[/channels]</c> of the payload type's <c>a=rtpmap</c>.</summary>
    private CodecDescription? FindMapped(byte payloadType)
    {
        if (FindBehind("rtpmap", payloadType)?.Split('/') is not [{ Length: > 0 } name, var clock, .. var rest]
            || !int.TryParse(clock, NumberStyles.None, CultureInfo.InvariantCulture, out var clockRate)
            || clockRate == 0)
        {
            return null;
        }

        var channels = rest is [var text, ..] && byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1;
        return new(name, clockRate, payloadType, channels);
    }

    /// <summary>What an attribute says about one payload type: <c>a=name:type text</c>.</summary>
    private string? FindBehind(string name, byte payloadType)
    {
        foreach (var attribute in Attributes)
        {
            if (!string.Equals(attribute.Name, name, StringComparison.OrdinalIgnoreCase) || attribute.Value is not { } value)
            {
                continue;
            }

            var space = value.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && byte.TryParse(value.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var type) && type == payloadType)
            {
                return value[(space + 1)..].Trim();
            }
        }

        return null;
    }
}
