using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Parley.Cli.Demo;

/// <summary>Shows a session while it runs: a panel per call on a terminal, line after line anywhere else.</summary>
/// <param name="console">Where to show it.</param>
/// <param name="time">The clock of the refreshes.</param>
internal sealed class TimelineDisplay(IAnsiConsole console, TimeProvider time)
{
    private const string Spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows the session until it is over.</summary>
    /// <param name="timeline">The session.</param>
    /// <param name="session">Completes when it is over.</param>
    public async Task ShowAsync(SessionTimeline timeline, Task session)
    {
        if (console.Profile.Capabilities.Interactive)
        {
            await ShowPanelsAsync(timeline, session);
        }
        else
        {
            await ShowLinesAsync(timeline, session);
        }

        await session;
    }

    /// <summary>One entry as text: when, who, what.</summary>
    public static string Format(TimelineEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.At.TotalSeconds,5:0.0} s  {(entry.Who is Speaker.Network ? "-" : entry.Who.ToString().ToLowerInvariant()),-6}  {entry.Text}");

    private async Task ShowPanelsAsync(SessionTimeline timeline, Task session)
    {
        var start = time.GetTimestamp();
        await console.Live(Render(timeline, TimeSpan.Zero)).StartAsync(async live =>
        {
            while (!session.IsCompleted)
            {
                live.UpdateTarget(Render(timeline, time.GetElapsedTime(start)));
                await Task.WhenAny(session, Task.Delay(Refresh, time));
            }

            live.UpdateTarget(Render(timeline, time.GetElapsedTime(start)));
        });
    }

    private async Task ShowLinesAsync(SessionTimeline timeline, Task session)
    {
        var shown = timeline.Calls.ToDictionary(call => call, _ => 0);
        bool isOver;
        do
        {
            await Task.WhenAny(session, Task.Delay(Refresh, time));
            isOver = session.IsCompleted;
            foreach (var call in timeline.Calls)
            {
                foreach (var entry in call.Entries.Skip(shown[call]))
                {
                    console.Profile.Out.Writer.WriteLine($"{call.Name,-9}  {Format(entry)}"); // unwrapped, whatever the width
                    shown[call]++;
                }
            }
        }
        while (!isOver);
    }

    private static Rows Render(SessionTimeline timeline, TimeSpan elapsed)
    {
        var over = timeline.Calls.Count(call => call.IsOver);
        var progress = string.Create(CultureInfo.InvariantCulture, $"{over} of {timeline.Calls.Count} calls are over, {elapsed.TotalSeconds:0} s");
        return new Rows([.. timeline.Calls.Select(call => Render(call, elapsed)), new Text(progress, new Style(Color.Grey))]);
    }

    private static Panel Render(CallTimeline call, TimeSpan elapsed)
    {
        var sign = call.IsOver ? '●' : Spinner[(int)(elapsed / Refresh) % Spinner.Length];
        IRenderable content = call.Entries.Count == 0 ? new Text("...") : new Rows(call.Entries.Select(Render));
        return new Panel(content)
        {
            Header = new PanelHeader($" {sign} {call.Name}  {call.Number}  {call.State} "),
            Border = BoxBorder.Rounded,
            Expand = true,
            BorderStyle = new Style(call.IsOver ? Color.Grey : Color.Green),
        };
    }

    private static Text Render(TimelineEntry entry) => new(Format(entry), new Style(entry.Who switch
    {
        Speaker.Agent => Color.Aqua,
        Speaker.Callee => Color.Yellow,
        _ => Color.Grey,
    }));
}
