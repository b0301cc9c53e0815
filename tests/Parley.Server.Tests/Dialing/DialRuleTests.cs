using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Dialing;
using Parley.Server.Dialing.Rules;
using Parley.Server.Storage;
using Parley.Telephony;
using Parley.Telephony.Numbers;

namespace Parley.Server.Tests.Dialing;

/// <summary>The rules and the audit log on a real server and database, without calls.</summary>
public sealed class DialRuleTests : IDisposable
{
    private const string Callee = "+12125550001";

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("+12125550001", null)]
    [InlineData("+4930123456", "international")]
    [InlineData("+19005551234", "number-class")]
    [InlineData("+19115551234", "emergency")]
    public async Task Judge_Number_NamesTheRule(string number, string? rule)
    {
        await using var server = await StartAsync();

        Assert.Equal(rule, (await AskAsync(server, number)).Refused?.Rule);
    }

    [Theory]
    [InlineData("sip:911@pbx.example", "emergency")]
    [InlineData("sip:100@pbx.example", null)]
    [InlineData("sip:+19005551234@pbx.example", null)]
    public async Task Judge_SipAddress_IsOnlyKeptFromHelp(string uri, string? rule)
    {
        await using var server = await StartAsync();

        Assert.Equal(rule, (await AskAsync(server, uri)).Refused?.Rule);
    }

    [Theory]
    [InlineData("+12125550001")]
    [InlineData("sip:+12125550001@pbx.example")]
    [InlineData("sip:12125550001@pbx.example;user=phone")]
    [InlineData("sip:%2B1(212)555-0001@pbx.example")]
    [InlineData("sip:2125550001@pbx.example")]
    public async Task Judge_WhoIsNotToBeCalled_IsNotHoweverItIsWritten(string destination)
    {
        await using var server = await StartAsync();
        var added = await server.SendAsync(
            HttpMethod.Post, "/v1/do-not-call", TestServer.PrivateKey, new StringContent("""{"number":"+1 (212) 555-0001","reason":"asked"}""", Encoding.UTF8, "application/json"));

        var (refused, _) = await AskAsync(server, destination);
        var deleted = await server.SendAsync(HttpMethod.Delete, "/v1/do-not-call/%2B12125550001", TestServer.PrivateKey);

        Assert.Equal((200, 1), (added.Status, added.Json.GetProperty("added").GetInt32()));
        Assert.Equal(("do-not-call", null), (refused?.Rule, refused?.AllowedAt));
        Assert.Equal(200, deleted.Status);
        Assert.Null((await AskAsync(server, destination)).Refused);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Delete, "/v1/do-not-call/%2B12125550001", TestServer.PrivateKey)).Status);
    }

    [Fact]
    public async Task DoNotCall_ListAndImport_AreAllOrNothing()
    {
        await using var server = await StartAsync();
        var list = server.Services.GetRequiredService<DoNotCallList>();

        var wrong = await list.ImportAsync(new StringReader("+12125550001\nnobody\n"), null, Token);
        var right = await list.ImportAsync(new StringReader("name;phone\nAnn;212 555 0002 # asked in writing\nBob;+12125550001\nBob;(212) 555-0001\n"), "US", Token);
        var page = await server.GetAsync("/v1/do-not-call?limit=1&starting_after=%2B12125550001");

        Assert.StartsWith("line 2", Assert.Single(wrong.Errors), StringComparison.Ordinal);
        Assert.Equal((2, 2), (right.Added, right.Read));
        Assert.Equal((2, "+12125550002"), (page.Json.GetProperty("total_count").GetInt32(), page.Json.GetProperty("data")[0].GetProperty("number").GetString()));
    }

    [Fact]
    public async Task Judge_OutsideCallingHours_SaysWhen()
    {
        await using var server = await StartAsync(("Dialout:CallingHours:Hours", "08:00-21:00"), ("Dialout:Agents:0:Agent", "other"), ("Dialout:Agents:0:CallingHours:Hours", "00:00-24:00"));

        var (refused, _) = await AskAsync(server, Callee);   // 03:04 UTC is 22:04 the day before in New York.

        Assert.Equal(("calling-hours", new DateTimeOffset(2030, 1, 2, 13, 0, 0, TimeSpan.Zero)), (refused?.Rule, refused?.AllowedAt));
        Assert.Contains("allowed from 2030-01-02T13:00:00Z", refused!.Error, StringComparison.Ordinal);
        Assert.Null((await AskAsync(server, Callee, await server.StartSessionAsync("other"))).Refused);
        server.Time.Advance(TimeSpan.FromHours(10));
        Assert.Null((await AskAsync(server, Callee)).Refused);
    }

    [Fact]
    public async Task Admit_ManyAtOnceAgainstACap_LetsInExactlyTheCap()
    {
        await using var server = await StartAsync(("Dialout:AttemptsPerCalleePerDay", "7"));
        var session = await server.StartSessionAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => AdmitAsync(server, session, Callee)));

        Assert.Equal(7, answers.Count(refused => refused is null));
        Assert.All(answers.OfType<DialRefused>(), refused => Assert.Equal(("attempts-per-day", new DateTimeOffset(2030, 1, 2, 5, 0, 0, TimeSpan.Zero)), (refused.Rule, refused.AllowedAt)));
        server.Time.Advance(TimeSpan.FromHours(2));   // Past midnight in New York.
        Assert.Null(await AdmitAsync(server, session, Callee));
        Assert.Null((await VerifyAsync(server)).Problem);
    }

    [Fact]
    public async Task Admit_ManyAtOnceAgainstACallerIdsCap_LetsInExactlyTheCap()
    {
        await using var server = await StartAsync(("Dialout:CallsPerCallerIdPerDay", "3"));
        var session = await server.StartSessionAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AdmitAsync(server, session, Callee)));

        Assert.Equal((3, 7), (answers.Count(refused => refused is null), answers.Count(refused => refused?.Refusal is DialRefusal.CallerIdUsedUp)));
        var rules = server.Services.GetRequiredService<ICallerIdRules>();
        var left = await rules.NarrowAsync([new("a", PhoneNumber.Parse("+12125550100")), new("b", PhoneNumber.Parse("+12125550101"))], PhoneNumber.Parse(Callee), Token);
        Assert.Equal("b", Assert.Single(left.Numbers).Id);
    }

    [Fact]
    public async Task Judge_MinutesOfTheDay_CountEndedAndRunningCalls()
    {
        await using var server = await StartAsync(("Dialout:MinutesPerDay", "10"), ("Dialout:MinutesPerMonth", "15"));
        var session = await server.StartSessionAsync();
        var attempts = server.Services.GetRequiredService<AttemptStore>();
        var (ended, running) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Null(await AdmitAsync(server, session, Callee, ended));
        Assert.Null(await AdmitAsync(server, session, Callee, running));
        await attempts.MarkAnsweredAsync(running, Token);
        var answered = server.Time.GetUtcNow();
        server.Time.Advance(TimeSpan.FromMinutes(4));
        await attempts.EndAsync(ended, Outcome(answered, server.Time.GetUtcNow()), Token);
        Assert.Null((await AskAsync(server, Callee)).Refused);   // 4 and 4 minutes

        server.Time.Advance(TimeSpan.FromMinutes(2));            // 4 and 6
        Assert.Equal(("minutes-per-day", new DateTimeOffset(2030, 1, 3, 0, 0, 0, TimeSpan.Zero)), ((await AskAsync(server, Callee)).Refused?.Rule, (await AskAsync(server, Callee)).Refused?.AllowedAt));

        await attempts.EndAsync(running, Outcome(answered, server.Time.GetUtcNow()), Token);
        server.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null((await AskAsync(server, Callee)).Refused);
    }

    [Theory]
    [InlineData("area-code", "+12125550001", "+12125550100")]
    [InlineData("area-code", "+14155550001", "+14155550101")]
    [InlineData("area-code", "+4930123456", "+493055500")]
    public async Task CallerId_ByAreaCode_IsTheMostAlike(string choice, string callee, string shown)
    {
        await using var server = await StartAsync(("Dialout:CallerId", choice));
        var owned = Owned("+12125550100", "+14155550101", "+493055500");

        var left = await server.Services.GetRequiredService<ICallerIdRules>().NarrowAsync(owned, PhoneNumber.Parse(callee), Token);

        Assert.Equal(shown, Assert.Single(left.Numbers).Id);
    }

    [Fact]
    public async Task CallerId_Sticky_IsTheLastThatTheCalleeSaw()
    {
        await using var server = await StartAsync(("Dialout:CallerId", "sticky"));
        await AdmitAsync(server, await server.StartSessionAsync(), Callee);
        var owned = Owned("+14155550101", "+12125550100");
        var rules = server.Services.GetRequiredService<ICallerIdRules>();

        Assert.Equal("+12125550100", Assert.Single((await rules.NarrowAsync(owned, PhoneNumber.Parse(Callee), Token)).Numbers).Id);
        Assert.Equal(2, (await rules.NarrowAsync(owned, PhoneNumber.Parse("+12125550009"), Token)).Numbers.Count);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET \"Entry\" = replace(\"Entry\", 'refused', 'allowed') WHERE \"Sequence\" = 3", 3L)]
    [InlineData("UPDATE audit_log SET \"At\" = \"At\" + 1 WHERE \"Sequence\" = 3", 3L)]
    [InlineData("DELETE FROM audit_log WHERE \"Sequence\" = 4", 4L)]
    [InlineData("DELETE FROM audit_log WHERE \"Sequence\" = 6", 6L)]
    [InlineData("UPDATE audit_log SET \"Sequence\" = \"Sequence\" + 100 WHERE \"Sequence\" = 2; UPDATE audit_log SET \"Sequence\" = 2 WHERE \"Sequence\" = 3; UPDATE audit_log SET \"Sequence\" = 3 WHERE \"Sequence\" = 102", 2L)]
    public async Task Verify_TamperedLog_NamesTheFirstBrokenEntry(string tampering, long brokenAt)
    {
        await using var server = await StartAsync();
        await FillAsync(server, 6);
        Assert.Equal((null, 6L), ((await VerifyAsync(server)).Problem, (await VerifyAsync(server)).Entries));

        await server.Services.GetRequiredService<Database>().WriteAsync(db => db.Database.ExecuteSqlRawAsync(tampering, Token), Token);

        Assert.Equal(brokenAt, (await VerifyAsync(server)).BrokenAt);
    }

    [Fact]
    public async Task Verify_EndCutOffWithTheHead_IsSeenWithAKeyOnly()
    {
        await using var server = await StartAsync(("Audit:Key", "0123456789abcdef"));
        await FillAsync(server, 4);
        Assert.True((await VerifyAsync(server)).IsSigned);

        await server.Services.GetRequiredService<Database>().WriteAsync(
            db => db.Database.ExecuteSqlRawAsync("UPDATE audit_head SET \"Sequence\" = 3, \"Hash\" = (SELECT \"Hash\" FROM audit_log WHERE \"Sequence\" = 3); DELETE FROM audit_log WHERE \"Sequence\" = 4", Token), Token);

        Assert.Contains("signature", (await VerifyAsync(server)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purge_FromTheFront_LeavesAChainThatHolds()
    {
        await using var server = await StartAsync();
        await FillAsync(server, 3);
        server.Time.Advance(TimeSpan.FromDays(2));
        await FillAsync(server, 2);
        var log = server.Services.GetRequiredService<AuditLog>();

        var gone = await log.PurgeAsync(server.Time.GetUtcNow().AddDays(-1), Token);

        Assert.Equal(3, gone);
        Assert.Equal((null, 3L, 6L), ((await VerifyAsync(server)).Problem, (await VerifyAsync(server)).Entries, (await VerifyAsync(server)).HeadSequence));   // Two, and that of the purge.
        var lines = new List<string>();
        await foreach (var line in log.ExportAsync(null, null, Token))
        {
            lines.Add(line);
        }

        Assert.Equal(3, lines.Count);
        Assert.Contains("\"destination\":\"+4930123456\"", lines[0], StringComparison.Ordinal);
        Assert.Null((await log.VerifyAsync(5, 6, Token)).Problem);
    }

    private Task<TestServer> StartAsync(params (string, string)[] settings) => TestServer.StartAsync(_folder, [("Numbers:0:Number", "+12125550100"), .. settings]);

    private static async Task FillAsync(TestServer server, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            await server.Services.GetRequiredService<DialLedger>().RefuseAsync(Question("+4930123456", null), Token);
        }
    }

    private static Task<AuditFinding> VerifyAsync(TestServer server) => server.Services.GetRequiredService<AuditLog>().VerifyAsync(null, null, Token);

    private static async Task<(DialRefused? Refused, int _)> AskAsync(TestServer server, string destination, Guid? session = null) =>
        (await server.Services.GetRequiredService<DialLedger>().RefuseAsync(Question(destination, session), Token), 0);

    private static Task<DialRefused?> AdmitAsync(TestServer server, Guid session, string number, Guid? id = null) => server.Services.GetRequiredService<DialLedger>().AdmitAsync(
        new(id ?? Guid.NewGuid(), session, DialoutDestination.PhoneNumber, number, "+12125550100", "carrier"), Question(number, session), Token);

    private static Telephony.Numbers.OwnedNumber[] Owned(params string[] numbers) => [.. numbers.Select(number => new Telephony.Numbers.OwnedNumber(number, PhoneNumber.Parse(number)))];

    private static DialQuestion Question(string destination, Guid? session)
    {
        PhoneNumber? number = PhoneNumber.TryParse(destination, out var parsed) ? parsed : null;
        return new(destination, number, number is null ? destination : null) { SessionId = session };
    }

    private static DialoutOutcome Outcome(DateTimeOffset answered, DateTimeOffset ended) =>
        new() { Stage = DialoutStage.Answered, EndedBy = HangUpParty.Callee, StartedAt = answered, AnsweredAt = answered, EndedAt = ended };
}
