using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
        Make(recordings, "music.wav", 4000);
        Make(captures, $"{Guid.NewGuid()}-leg.pcap", 40);
        Make(captures, $"{Guid.NewGuid()}-leg.svg", 40);
        Make(captures, "notes.svg", 4000);
        await using var storage = await TestStorage.OpenAsync(
            [.. _folder.Storage, ("Recording:Folder", recordings), ("Capture:Directory", captures), ("Retention:Recordings", "30.00:00:00"), ("Retention:Captures", "30.00:00:00")]);

        await storage.Purge.PurgeAsync(Stop);

        Assert.Equal(2 + 1, Directory.GetFiles(recordings).Length);   // The transcript too: nothing says how long that is kept.
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
