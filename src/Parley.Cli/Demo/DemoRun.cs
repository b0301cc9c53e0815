using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Cli.Serving;
using Parley.Server.Sessions;
using Parley.Simulation.Carrier;
using Spectre.Console;

namespace Parley.Cli.Demo;

/// <summary>One request, three calls: a person, a voicemail, a busy line. Shows them, judges them and keeps their files.</summary>
internal sealed class DemoRun(IServiceProvider services, DemoApi api, DemoFiles files, IAnsiConsole console)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private readonly SimulatedCarrier _network = services.GetRequiredService<SimulatedNetwork>().Carrier!;
    private readonly CallTimeline _person = new("person", "+15551230001");
    private readonly CallTimeline _voicemail = new("voicemail", "+15551230002");
    private readonly CallTimeline _busy = new("busy", "+15551230003");

    /// <summary>Runs the demo.</summary>
    /// <returns>Whether all was as scripted.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var timeline = new SessionTimeline([_person, _voicemail, _busy]);
        using var patience = new CancellationTokenSource(Longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var events = services.GetRequiredService<SessionFeed>().ReadAllAsync(either.Token);
        var sessionId = await api.StartAsync(await RequestAsync(cancellationToken), cancellationToken);
        console.WriteLine($"POST /v1/public/outbound/start: session {sessionId}");
        console.WriteLine();
        try
        {
            await new TimelineDisplay(console, _time).ShowAsync(timeline, FollowAsync(events, Guid.Parse(sessionId), timeline));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            console.MarkupLineInterpolated($"[red]The session did not end within {Longest.TotalSeconds:0} s.[/]");
        }

        var findings = await JudgeAsync(sessionId, timeline, cancellationToken);
        await ReportAsync(findings, timeline, cancellationToken);
        return findings.All(finding => finding.Faults.Count == 0);
    }

    private static async Task FollowAsync(IAsyncEnumerable<SessionEvent> events, Guid sessionId, SessionTimeline timeline)
    {
        await foreach (var happened in events.Where(e => e.SessionId == sessionId))
        {
            if (happened.Occurred is null)
            {
                return;
            }

            timeline.Take(happened.Occurred);
        }
    }

    /// <summary>The request of the documentation: two phone numbers through the trunk, and one SIP address.</summary>
    private async Task<JsonObject> RequestAsync(CancellationToken cancellationToken) => new()
    {
        ["createDailyRoom"] = true,
        ["dailyRoomProperties"] = new JsonObject { ["enable_dialout"] = true, ["exp"] = (_time.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds() },
        ["body"] = new JsonObject
        {
            ["dialout_settings"] = new JsonArray(
                new JsonObject { ["phoneNumber"] = _person.Number, ["callerId"] = await api.GetCallerIdAsync(cancellationToken) },
                new JsonObject { ["sipUri"] = $"sip:{_voicemail.Number}@{_network.EndPoint}" },
                new JsonObject { ["phoneNumber"] = _busy.Number }),
        },
    };

    private async Task<IReadOnlyList<DemoFindings>> JudgeAsync(string sessionId, SessionTimeline timeline, CancellationToken cancellationToken)
    {
        var records = (await api.GetSessionAsync(sessionId, cancellationToken))["dialouts"]?.AsArray().OfType<JsonObject>().ToList() ?? [];
        JsonObject? RecordOf(CallTimeline call) => records.FirstOrDefault(record => (string?)record["sessionId"] == timeline.LegOf(call));
        return
        [
            DemoFindings.OfPerson(_person, RecordOf(_person), SeenBy(_person), _network.Book, BundledSpeech.IsBrainScripted(services) && BundledSpeech.IsTranscriptionScripted(services)),
            DemoFindings.OfVoicemail(_voicemail, RecordOf(_voicemail), SeenBy(_voicemail)),
            DemoFindings.OfBusy(_busy, RecordOf(_busy)),
        ];
    }

    private SimulatedCall? SeenBy(CallTimeline callee) => _network.Calls.LastOrDefault(call => call.Number == callee.Number);

    private async Task ReportAsync(IReadOnlyList<DemoFindings> findings, SessionTimeline timeline, CancellationToken cancellationToken)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("call", "answered by", "SIP", "stage", "ended by", "as scripted");
        var kept = new List<string>();
        foreach (var (call, record, faults) in findings)
        {
            kept.AddRange(await files.KeepAsync(call, timeline.LegOf(call), cancellationToken));
            table.AddRow(
                new Text(call.Name),
                new Text(call.AnsweredBy?.ToString().ToLowerInvariant() ?? "-"),
                new Text(record?["sipStatus"]?.ToString() ?? "-"),
                new Text(record?["stage"]?.ToString() ?? "-"),
                new Text(record?["hungUpBy"]?.ToString() ?? "-"),
                faults.Count == 0 ? new Text("yes", new Style(Color.Green)) : new Text($"no: {string.Join("; ", faults)}", new Style(Color.Red)));
        }

        console.WriteLine();
        console.Write(table);
        foreach (var path in kept)
        {
            console.WriteLine(Path.GetRelativePath(Environment.CurrentDirectory, path));
        }
    }
}
