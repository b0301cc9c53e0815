using System.Globalization;
using System.Text;
using Parley.Audio;
using Parley.Testing.Facts;

namespace Parley.Testing.Reports;

/// <summary>
/// Draws a call over time, from left to right: events of the agent, the SIP messages between agent and carrier, events of the far end, what the far end said and
/// what it heard.
/// </summary>
internal sealed class CallPicture
{
    private const double PixelsPerSecond = 80;
    private const double Margin = 12;
    private const double RowHeight = 14;
    private const double LowestLadder = 60;
    private const double WaveHeight = 60;
    private const double LetterWidth = 6.2;
    private static readonly TimeSpan FlightShown = TimeSpan.FromMilliseconds(300); // arrows are slanted so that their direction is seen, not to scale

    private readonly CallRecord _call;
    private readonly IReadOnlyList<LadderStep> _ladder;
    private readonly StringBuilder _svg = new();
    private readonly TimeSpan _end;
    private double _right;

    public CallPicture(CallRecord call, IReadOnlyList<LadderStep> ladder)
    {
        (_call, _ladder) = (call, ladder);
        _end = call.After(call.EndedAt) + TimeSpan.FromSeconds(1);
    }

    private double Width => Math.Max(600, Math.Max(X(_end), _right) + Margin);

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        var entries = TimelineEntry.AllOf(_call);
        var y = Rulers();
        y = Labels(y, "agent", entries.Where(entry => !entry.IsFarEnd).Select(entry => (entry.At, Label(entry))), "var(--agent)");
        y = Ladder(y);
        y = Labels(y, "far end", entries.Where(entry => entry.IsFarEnd).Select(entry => (entry.At, Label(entry))), "var(--far)");
        var opened = new CallFacts(_call).LineOpened;
        y = Wave(y, "far end said", _call.Said, opened, "var(--far)");
        y = Wave(y, "far end heard", _call.Heard, opened, "var(--agent)");
        return string.Create(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width:0}\" height=\"{y + Margin:0}\">\n{_svg}</svg>\n");
    }

    private static double X(TimeSpan at) => Margin + (at.TotalSeconds * PixelsPerSecond);

    private static string Label(TimelineEntry entry) => entry.Detail.Length is 0 or > 40 ? entry.Name : $"{entry.Name} {entry.Detail}";

    private double Rulers()
    {
        for (var second = 0; second <= _end.TotalSeconds; second++)
        {
            var x = X(TimeSpan.FromSeconds(second));
            Add($"<line x1=\"{x:0.0}\" y1=\"18\" x2=\"{x:0.0}\" y2=\"100%\" stroke=\"var(--line)\" stroke-width=\".5\"/>");
            Add($"<text x=\"{x:0.0}\" y=\"13\" opacity=\".6\">{second} s</text>");
        }

        return 22;
    }

    /// <summary>Labels in as many rows as it takes for none to cover another.</summary>
    private double Labels(double top, string title, IEnumerable<(TimeSpan At, string Text)> labels, string color)
    {
        Title(top, title);
        var first = top + RowHeight;
        var rows = new List<double>();
        foreach (var (at, text) in labels)
        {
            var x = X(at);
            var y = first + (Place(rows, x, text) * RowHeight);
            Add($"<circle cx=\"{x:0.0}\" cy=\"{y + 7:0.0}\" r=\"2.5\" fill=\"{color}\"/><text x=\"{x + 5:0.0}\" y=\"{y + 11:0.0}\">{Html.Text(text)}</text>");
        }

        return first + (rows.Count * RowHeight) + 8;
    }

    /// <summary>Arrows between two lines, and what they are in their colours, to the right of them, in as many rows as it takes.</summary>
    private double Ladder(double top)
    {
        Title(top, "SIP");
        var rows = new List<double>();
        var labels = _ladder.Select(step => (Step: step, X: X(step.At + FlightShown) + 7)).Select(label => (label.Step, label.X, Row: Place(rows, label.X, label.Step.Label))).ToList();
        var (agent, carrier) = (top + RowHeight + 4, top + RowHeight + Math.Max(LowestLadder, (rows.Count * RowHeight) + 16));
        Add($"<line x1=\"0\" y1=\"{agent:0.0}\" x2=\"100%\" y2=\"{agent:0.0}\" stroke=\"var(--agent)\"/><line x1=\"0\" y1=\"{carrier:0.0}\" x2=\"100%\" y2=\"{carrier:0.0}\" stroke=\"var(--far)\"/>");
        foreach (var (step, x, row) in labels)
        {
            var (x1, x2) = (X(step.At), X(step.At + FlightShown));
            var (y1, y2) = step.FromAgent ? (agent, carrier) : (carrier, agent);
            if (step.IsLost)
            {
                (x2, y2) = ((x1 + x2) / 2, (y1 + y2) / 2);
            }

            var (color, dash) = (step.IsLost ? "var(--bad)" : step.FromAgent ? "var(--agent)" : "var(--far)", step.IsAgain ? " stroke-dasharray=\"3 3\"" : "");
            Add($"<line x1=\"{x1:0.0}\" y1=\"{y1:0.0}\" x2=\"{x2:0.0}\" y2=\"{y2:0.0}\" stroke=\"{color}\"{dash}/>");
            Add($"<circle cx=\"{x2:0.0}\" cy=\"{y2:0.0}\" r=\"3\" fill=\"{color}\"/>");
            Add($"<text x=\"{x:0.0}\" y=\"{agent + 15 + (row * RowHeight):0.0}\" style=\"fill: {color}\">{Html.Text(step.Label)}</text>");
        }

        return carrier + 12;
    }

    /// <summary>The first row in which a label covers no other.</summary>
    private int Place(List<double> rows, double x, string label)
    {
        var row = rows.FindIndex(end => end < x);
        if (row < 0)
        {
            row = rows.Count;
            rows.Add(0);
        }

        rows[row] = x + 8 + (label.Length * LetterWidth);
        _right = Math.Max(_right, rows[row]);
        return row;
    }

    private double Wave(double top, string title, AudioFrame tape, TimeSpan opened, string color)
    {
        Title(top, title);
        var middle = top + RowHeight + (WaveHeight / 2);
        var step = tape.SampleRate / 50;
        var path = new StringBuilder();
        var samples = tape.Samples.Span;
        for (var i = 0; i + step <= samples.Length; i += step)
        {
            var peak = 0;
            foreach (int sample in samples.Slice(i, step))
            {
                peak = Math.Max(peak, Math.Abs(sample));
            }

            var height = Math.Max(0.4, peak / 32768.0 * WaveHeight / 2);
            path.Append(CultureInfo.InvariantCulture, $"M{X(opened + TimeSpan.FromSeconds((double)i / tape.SampleRate)):0.0} {middle - height:0.0}V{middle + height:0.0}");
        }

        Add($"<path d=\"{path}\" stroke=\"{color}\" stroke-width=\"1.6\"/>");
        return top + RowHeight + WaveHeight + 8;
    }

    private void Title(double top, string title) => Add($"<text x=\"2\" y=\"{top + 10:0.0}\" font-weight=\"bold\" opacity=\".6\">{title}</text>");

    private void Add(FormattableString element) => _svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
