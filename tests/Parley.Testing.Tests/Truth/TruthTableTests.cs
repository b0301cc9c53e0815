using System.Text;
using Parley.Agents;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests.Truth;

/// <summary>The ways in which calls end, and what Parley says of them.</summary>
public sealed class TruthTableTests(TruthTableRun run) : IClassFixture<TruthTableRun>
{
    public static TheoryData<string> Names => [.. TruthTable.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RunAsync_Row_TellsTheTruth(string name)
    {
        var row = TruthTable.Rows.Single(row => row.Name == name);

        var result = await run.GetAsync(row);

        var (expected, told) = (Expected(row), Told(result.Call));
        Assert.True(expected == told, $"{name}\n\nexpected:\n{expected}\ntold:\n{told}");
        Assert.Equal(row.SessionError is null, result.Call.Error is null);
        Assert.Contains(row.SessionError ?? "", result.Call.Error ?? "", StringComparison.Ordinal);
        Assert.Equal(default, result.Left);
        Assert.Equal(row.IsNotDialled ? 0 : 1, result.Call.Events.Count(e => e is DialoutStopped or DialoutError));
    }

    [Fact]
    public async Task Rows_EndingRefused_OnlyWhereTheCalleeRefused()
    {
        foreach (var row in TruthTable.Rows)
        {
            var result = await run.GetAsync(row);

            Assert.True(row.CalleeRefused == (result.Call.Outcome?.Ending is CallEnding.Refused), row.Name);
        }
    }

    [Fact]
    public void Rows_Names_AreEnoughAndDiffer()
    {
        Assert.True(TruthTable.Rows.Count >= 60);
        Assert.Equal(TruthTable.Rows.Count, TruthTable.Rows.Select(row => row.Name).Distinct().Count());
    }

    private static string Expected(TruthRow row) => row.IsNotDialled
        ? Describe(null, null, null, "", row.Dialled)
        : Describe(
            new CallOutcome(row.Stage, row.Ending, row.By)
            {
                LegId = "",
                SipStatus = row.Status,
                Cause = row.Given ?? row.Derived,
                CauseIsDerived = row.Derived is not null,
                Rang = row.Rang,
                IsRetryable = row.Retry,
                RetryAfter = row.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                EndedAt = default,
            },
            row.Heard,
            row.Text,
            row.Events,
            row.Dialled);

    private static string Told(CallRecord call)
    {
        var terminal = call.Events.OfType<DialoutEvent>().FirstOrDefault(e => e is DialoutStopped or DialoutError);
        return Describe(call.Outcome, call.Outcome?.HeardFarEnd, terminal?.Message, string.Join(' ', call.Events.Select(NameOf).OfType<string>()), CallsIn(call));
    }

    private static string Describe(CallOutcome? outcome, bool? heard, string? text, string events, int dialled)
    {
        var all = new StringBuilder();
        if (outcome is not null)
        {
            all.AppendLine($"{outcome.Stage}, {outcome.Ending} by {outcome.HungUpBy}");
            all.AppendLine($"SIP {outcome.SipStatus}, cause {outcome.Cause}{(outcome.CauseIsDerived ? " derived" : "")}");
            all.AppendLine($"rang {outcome.Rang}, heard {heard}, retry {outcome.IsRetryable} {outcome.RetryAfter}");
        }

        return all.AppendLine($"events: {events}").AppendLine($"text: {text}").AppendLine($"calls: {dialled}").ToString();
    }

    private static string? NameOf(AgentEvent occurred) => occurred switch
    {
        DialoutConnected => "connected",
        DialoutAnswered => "answered",
        DialoutStopped => "stopped",
        DialoutError => "error",
        DialoutWarning => "warning",
        ParticipantJoined => "joined",
        ParticipantLeft => "left",
        _ => null,
    };

    /// <summary>How many calls the far end's network sees: Call-IDs of INVITEs that begin one.</summary>
    internal static int CallsIn(CallRecord call) => call.Sip
        .Select(trace => Encoding.UTF8.GetString(trace.Bytes.Span))
        .Where(text => text.StartsWith("INVITE ", StringComparison.Ordinal) && text.Contains("CSeq: 1 ", StringComparison.Ordinal))
        .Select(text => text.Split("\r\n").First(line => line.StartsWith("Call-ID:", StringComparison.OrdinalIgnoreCase)))
        .Distinct()
        .Count();
}
