using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Dialing;
using Parley.Server.Retention;
using Parley.Server.Sessions;
using Parley.Server.Storage;
using Parley.Server.Tests.Storage;

namespace Parley.Server.Tests.Retention;

public sealed class PurgeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Purge_Sessions_TakesTheOldOnesWithTheirAttemptsAndNoneThatRuns()
    {
        await using var storage = await TestStorage.OpenAsync([.. _folder.Storage, ("Retention:Sessions", "30.00:00:00")]);
        var (old, running) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var id in (Guid[])[old, running])
        {
            await storage.Sessions.AddAsync(new(id, "outbound", null, null, default), Stop);
            await storage.Attempts.AddAsync(new(Guid.NewGuid(), id, DialoutDestination.SipUri, "sip:a@b", null, null), Stop);
        }

        await storage.Sessions.EndAsync(old, SessionEnd.Completed(), Stop);
        storage.Time.Advance(TimeSpan.FromDays(29));
        var recent = Guid.NewGuid();
        await storage.Sessions.AddAsync(new(recent, "outbound", null, null, default), Stop);
        await storage.Sessions.EndAsync(recent, SessionEnd.Completed(), Stop);

        storage.Time.Advance(TimeSpan.FromDays(1));
        await storage.Purge.PurgeAsync(Stop);
        Assert.NotNull(await storage.Sessions.FindAsync("outbound", old, Stop));   // To the moment: 30 days are kept.
        storage.Time.Advance(TimeSpan.FromSeconds(1));
        await storage.Purge.PurgeAsync(Stop);

        Assert.Null(await storage.Sessions.FindAsync("outbound", old, Stop));
        Assert.Empty(await storage.Attempts.ListAsync(old, Stop));
        Assert.NotNull(await storage.Sessions.FindAsync("outbound", recent, Stop));
        Assert.Single(await storage.Attempts.ListAsync(running, Stop));
    }

    [Fact]
    public async Task Purge_MoreThanABatch_TakesAll_AndUnsetKeepsAll()
    {
        await using var storage = await TestStorage.OpenAsync([.. _folder.Storage, ("Retention:Audit", "7.00:00:00")]);
        await storage.Database.WriteAsync(
            async db =>
            {
                for (var i = 0; i < 1200; i++)
                {
                    db.Add(new AuditEntry { At = TestServer.Now, KeyId = "k", KeyName = "k", KeyKind = ApiKeyKind.Private, Method = "POST", Route = "/", Target = "", Status = 200 });
                }

                return await db.SaveChangesAsync(Stop);
            },
            Stop);
        var session = Guid.NewGuid();
        await storage.Sessions.AddAsync(new(session, "outbound", null, null, default), Stop);
        await storage.Sessions.EndAsync(session, SessionEnd.Completed(), Stop);

        storage.Time.Advance(TimeSpan.FromDays(3650));
        await storage.Purge.PurgeAsync(Stop);

        Assert.Equal(0, (await storage.Audit.ListAsync(10, 0, Stop)).Total);
        Assert.NotNull(await storage.Sessions.FindAsync("outbound", session, Stop));
    }

    [Fact]
    public async Task Purge_Requests_TakesThoseWhoseKeyHasExpired()
    {
        await using var storage = await TestStorage.OpenAsync(_folder);
        var (answered, running) = (new IdempotentRequestId("k", "r", "1"), new IdempotentRequestId("k", "r", "2"));
        await storage.Requests.BeginAsync(answered, [1], Stop);
        await storage.Requests.AnswerAsync(answered, new(200, "text/plain", [1]), Stop);
        await storage.Requests.BeginAsync(running, [1], Stop);

        storage.Time.Advance(TimeSpan.FromHours(25));
        await storage.Purge.PurgeAsync(Stop);

        Assert.Equal("2", Assert.Single(await storage.Database.ReadAsync(db => db.IdempotentRequests.ToListAsync(Stop), Stop)).Key);
    }

    [Fact]
    public async Task Purge_DialAudit_TakesMoreThanABatchAndLeavesAChainThatHolds()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Retention:DialAudit", "30.00:00:00"), ("Audit:Key", "0123456789abcdef0123456789abcdef"));
        var (list, log, purge) = (server.Services.GetRequiredService<DoNotCallList>(), server.Services.GetRequiredService<AuditLog>(), server.Services.GetRequiredService<Purge>());
        await FillAsync(0, 1100);
        server.Time.Advance(TimeSpan.FromDays(31));
        await FillAsync(5000, 3);

        await purge.PurgeAsync(Stop);
        var first = await log.VerifyAsync(null, null, Stop);
        await purge.PurgeAsync(Stop);
        var again = await log.VerifyAsync(null, null, Stop);
        server.Time.Advance(TimeSpan.FromDays(31));
        await purge.PurgeAsync(Stop);
        var last = await log.VerifyAsync(null, null, Stop);

        Assert.Equal((null, true, 3 + 3L), (first.Problem, first.IsSigned, first.Entries));   // Three that stay, and one of each of the three batches.
        Assert.Equal((null, first.HeadSequence, first.HeadHash), (again.Problem, again.HeadSequence, again.HeadHash));
        Assert.Equal((null, true, 1L), (last.Problem, last.IsSigned, last.Entries));
        Assert.NotNull((await log.VerifyAsync(1, 5, Stop)).HeadHash);

        Task FillAsync(int first, int entries) => list.AddAsync([.. Enumerable.Range(first, entries).Select(n => $"+1212555{n:0000}")], "api", null, null, Stop);
    }

    [Fact]
    public async Task Purge_LogsAndRooms_TakesThoseThatAreOver()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Logs:Enabled", "false"), ("Retention:Logs", "7.00:00:00"), ("Retention:Rooms", "7.00:00:00"));
        var (logs, purge) = (server.Services.GetRequiredService<SessionLogStore>(), server.Services.GetRequiredService<Purge>());
        await logs.AddAsync([.. Enumerable.Range(0, 1100).Select(i => Line($"old {i}"))], Stop);
        var soon = TestServer.Now.AddHours(1).ToUnixTimeSeconds();
        foreach (var room in (string[])["""{"name":"expired","properties":{"exp":EXP}}""", """{"name":"deleted"}""", """{"name":"stays"}""", """{"name":"later","properties":{"exp":EXP0000}}"""])
        {
            Assert.Equal(200, (await server.PostAsync("/v1/rooms", room.Replace("EXP0000", $"{soon + 864_000}", StringComparison.Ordinal).Replace("EXP", $"{soon}", StringComparison.Ordinal))).Status);
        }

        await server.DeleteAsync("/v1/rooms/deleted");
        server.Time.Advance(TimeSpan.FromDays(7));
        await logs.AddAsync([Line("new")], Stop);
        await purge.PurgeAsync(Stop);
        Assert.Equal(4, await RoomsAsync());   // To the moment: seven days are kept.
        server.Time.Advance(TimeSpan.FromHours(2));
        await purge.PurgeAsync(Stop);

        Assert.Equal("new", Assert.Single((await logs.ListAsync(new("outbound", 10, 0), Stop)).Lines).Text);
        Assert.Equal(2, await RoomsAsync());
        Assert.Equal((404, 200, 200), ((await server.GetAsync("/v1/rooms/expired")).Status, (await server.GetAsync("/v1/rooms/stays")).Status, (await server.GetAsync("/v1/rooms/later")).Status));
        Assert.Equal(200, (await server.PostAsync("/v1/rooms", """{"name":"deleted"}""")).Status);

        SessionLogLine Line(string text) => new() { SessionId = Guid.Empty, Agent = "outbound", At = server.Time.GetUtcNow(), Text = text };
        Task<int> RoomsAsync() => server.Services.GetRequiredService<Database>().ReadAsync(db => db.Rooms.CountAsync(Stop), Stop);
    }

    [Fact]
    public async Task Purge_ClockSetBack_TakesNothing()
    {
        await using var storage = await TestStorage.OpenAsync([.. _folder.Storage, ("Retention:Sessions", "1.00:00:00")]);
        var session = Guid.NewGuid();
        await storage.Sessions.AddAsync(new(session, "outbound", null, null, default), Stop);
        await storage.Sessions.EndAsync(session, SessionEnd.Completed(), Stop);

        storage.Time.AdjustTime(TestServer.Now.AddYears(-20));
        await storage.Purge.PurgeAsync(Stop);

        Assert.NotNull(await storage.Sessions.FindAsync("outbound", session, Stop));
    }

    [Fact]
    public async Task Purge_Files_TakesOldOnesThatAreOursOnly()
    {
        var (recordings, captures) = (Directory.CreateDirectory(Path.Combine(_folder.Path, "rec")).FullName, Directory.CreateDirectory(Path.Combine(_folder.Path, "cap")).FullName);
        var old = Guid.NewGuid();
        Make(recordings, $"{old}.wav", 40);
        Make(recordings, $"{old}.txt", 40);
        Make(recordings, $"{Guid.NewGuid()}.wav", 10);
        Make(recordings, $"room-{Guid.NewGuid()}.wav", 40);
        Make(recordings, $"room-{Guid.NewGuid()}.wav", 10);
        Make(recordings, "music.wav", 4000);
        Make(recordings, "room-temperature-of-the-year-in-degrees-celsius.wav", 4000);
        Make(captures, $"{Guid.NewGuid()}-leg.pcap", 40);
        Make(captures, $"{Guid.NewGuid()}-leg.svg", 40);
        Make(captures, "notes.svg", 4000);
        await using var storage = await TestStorage.OpenAsync(
            [.. _folder.Storage, ("Recording:Folder", recordings), ("Capture:Directory", captures), ("Retention:Recordings", "30.00:00:00"), ("Retention:Captures", "30.00:00:00")]);

        await storage.Purge.PurgeAsync(Stop);

        Assert.Equal(4 + 1, Directory.GetFiles(recordings).Length);   // The transcript too: nothing says how long that is kept.
        Assert.False(File.Exists(Path.Combine(recordings, $"{old}.wav")));
        Assert.Equal(["notes.svg"], Directory.GetFiles(captures).Select(Path.GetFileName));

        static void Make(string folder, string name, int days)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, "x");
            File.SetLastWriteTimeUtc(path, TestServer.Now.AddDays(-days).UtcDateTime);
        }
    }

    [Fact]
    public async Task Purge_OfAServer_RunsByItself()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Retention:Sessions", "1.12:00:00"));
        var (sessions, id) = (server.Services.GetRequiredService<SessionStore>(), Guid.NewGuid());
        await sessions.AddAsync(new(id, "outbound", null, null, default), Stop);
        await sessions.EndAsync(id, SessionEnd.Completed(), Stop);

        while (await sessions.FindAsync("outbound", id, Stop) is not null)
        {
            server.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.True(server.Time.GetUtcNow() - TestServer.Now > TimeSpan.FromHours(36));
    }
}
