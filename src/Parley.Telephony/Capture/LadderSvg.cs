using System.Globalization;
using System.Net;
using System.Text;

namespace Parley.Telephony.Capture;

/// <summary>What stands above a ladder.</summary>
/// <param name="Title">Who called whom.</param>
/// <param name="Lines">What came of it.</param>
/// <param name="Us">Our address.</param>
/// <param name="Them">The other side's.</param>
internal sealed record LadderHead(string Title, IReadOnlyList<string> Lines, string Us, string Them)
{
    /// <summary>What a payload type stands for, if that is known.</summary>
    public Func<byte, string?> CodecOf { get; init; } = _ => null;
}

/// <summary>Draws a ladder from top to bottom: times at the left, our line, the other side's line, an arrow for each message and key, a band for sound. Readable on light and on dark.</summary>
internal static class LadderSvg
{
    private const int OurLine = 130;
    private const int TheirLine = 690;
    private const int Width = 760;
    private const int Middle = (OurLine + TheirLine) / 2;
    private const int RungHeight = 30;
    private const int LineHeight = 17;
    private const int LongestLabel = 110;

    private const string Style =
        """
        <style>
        :root { color-scheme: light dark; --back: #fff; --ink: #1b1b26; --soft: #667; --line: #ccd; --us: #0a6ebd; --them: #a04a00; --sound: #e3f1e6; }
        @media (prefers-color-scheme: dark) { :root { --back: #16161d; --ink: #e8e8f0; --soft: #99a; --line: #445; --us: #5ab4ff; --them: #ffb257; --sound: #1e3527; } }
        text { font: 12px system-ui, sans-serif; fill: var(--ink); } .soft { fill: var(--soft); } .us { fill: var(--us); } .them { fill: var(--them); }
        .title { font-size: 15px; font-weight: 600; } .mid { text-anchor: middle; } .end { text-anchor: end; } line { stroke: var(--line); }
        line.us, path.us { stroke: var(--us); } line.them, path.them { stroke: var(--them); } .again { stroke-dasharray: 5 4; } path { fill: none; }
        </style>
        """;

    /// <summary>The picture.</summary>
    public static string Of(LadderHead head, CallLadder ladder, long dropped)
    {
        var body = new StringBuilder();
        var y = 26;
        Text(body, 16, y, "title", head.Title);
        foreach (var line in head.Lines)
        {
            Text(body, 16, y += LineHeight, "soft", line);
        }

        y += 32;
        Text(body, OurLine, y, "us mid", $"Parley {head.Us}");
        Text(body, TheirLine, y, "them mid", head.Them);
        var top = y + 8;
        y += 6;
        var start = ladder.Rungs.Count == 0 ? default : ladder.Rungs[0].At;
        foreach (var rung in ladder.Rungs)
        {
            y += RungHeight;
            Text(body, OurLine - 30, y + 4, "soft end", Seconds(rung.At - start));
            y += Draw(body, rung, y, head.CodecOf);
        }

        y += RungHeight;
        var lines = $"<line x1=\"{OurLine}\" y1=\"{top}\" x2=\"{OurLine}\" y2=\"{y}\"/>\n<line x1=\"{TheirLine}\" y1=\"{top}\" x2=\"{TheirLine}\" y2=\"{y}\"/>\n";
        foreach (var note in Notes(ladder, dropped))
        {
            Text(body, 16, y += LineHeight + 4, "soft", note);
        }

        var height = y + 20;
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\">\n{Style.ReplaceLineEndings("\n")}\n"
            + $"<rect width=\"{Width}\" height=\"{height}\" style=\"fill: var(--back)\"/>\n{lines}{body}</svg>\n";
    }

    private static IEnumerable<string> Notes(CallLadder ladder, long dropped)
    {
        if (ladder.Omitted > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{ladder.Omitted} further messages and stretches of sound are not drawn.");
        }

        if (dropped > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{dropped} packets are missing from the capture: the disk did not keep up, or the file had its largest size.");
        }
    }

    private static int Draw(StringBuilder body, LadderRung rung, int y, Func<byte, string?> codecOf)
    {
        switch (rung)
        {
            case MessageRung message:
                Arrow(body, y, message.IsSent, message.IsAgain, message.Label);
                return 0;
            case KeyRung key:
                Arrow(body, y, key.IsSent, isAgain: false, key.Key is { } known ? $"key {known} (telephone-event)" : "a key (telephone-event)");
                return 0;
            case SoundRung sound:
                var height = (LineHeight * sound.Streams.Count) + 10;
                body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{OurLine}\" y=\"{y - 12}\" width=\"{TheirLine - OurLine}\" height=\"{height}\" rx=\"3\" style=\"fill: var(--sound)\"/>\n");
                for (var i = 0; i < sound.Streams.Count; i++)
                {
                    Text(body, Middle, y + 4 + (i * LineHeight), sound.Streams[i].IsSent ? "us mid" : "them mid", Describe(sound, sound.Streams[i], codecOf));
                }

                return height - 22;
            default:
                return 0;
        }
    }

    private static string Describe(SoundRung sound, SoundStream stream, Func<byte, string?> codecOf) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(stream.IsSent ? "RTP \u2192" : "\u2190 RTP")} {stream.Packets} packets in {(sound.Until - sound.At).TotalSeconds:0.0} s, {codecOf(stream.PayloadType) ?? "payload type"} ({stream.PayloadType}), SSRC {stream.Ssrc:x8}");

    private static void Arrow(StringBuilder body, int y, bool isSent, bool isAgain, string label)
    {
        var (side, from, to, back) = isSent ? ("us", OurLine, TheirLine, -7) : ("them", TheirLine, OurLine, 7);
        body.Append(CultureInfo.InvariantCulture, $"<line class=\"{side}{(isAgain ? " again" : "")}\" x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\"/>\n");
        body.Append(CultureInfo.InvariantCulture, $"<path class=\"{side}\" d=\"M{to + back} {y - 4}L{to} {y}L{to + back} {y + 4}\"/>\n");
        Text(body, Middle, y - 5, $"{side} mid", label);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static void Text(StringBuilder body, int x, int y, string style, string text) =>
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" class=\"{style}\">{Escape(text.Length > LongestLabel ? $"{text[..LongestLabel]}\u2026" : text)}</text>\n");

    // What came over the wire may hold what XML has no way to write.
    private static string Escape(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) || letter >= '\uFFFE' ? '?' : letter)));
}
