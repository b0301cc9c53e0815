using Microsoft.EntityFrameworkCore;
using Parley.Agents;
using Parley.Server.Sessions;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Storage;

public sealed class StorageTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestStorage _storage = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await TestStorage.OpenAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Migrate_Twice_KeepsWhatIsThere()
    {
        var key = await _storage.Keys.CreateAsync(ApiKeyKind.Public, "web page", Stop);
        var identity = await _storage.Identities.GetAsync(Stop);

        await using var again = await TestStorage.OpenAsync(_folder);

        Assert.NotNull(await again.Keys.FindAsync(key.Secret, Stop));
        Assert.Equal(identity.TokenSecret, (await again.Identities.GetAsync(Stop)).TokenSecret);
    }

    [Fact]
    public async Task Keys_Revoked_AreMarkedOnce()
    {
        var made = await _storage.Keys.CreateAsync(ApiKeyKind.Public, "old", Stop);

        Assert.True(await _storage.Keys.RevokeAsync(made.Key.Id, Stop));
        Assert.False(await _storage.Keys.RevokeAsync(made.Key.Id, Stop));
        Assert.False(await _storage.Keys.RevokeAsync(Guid.NewGuid(), Stop));
        Assert.Equal(TestServer.Now, Assert.Single(await _storage.Keys.ListAsync(Stop)).RevokedAt);
    }

    [Fact]
    public async Task Keys_First_AreMadeOnceEvenWhenAllAreRevoked()
    {
        Assert.NotNull(await _storage.Keys.CreateFirstAsync(Stop));
        foreach (var key in await _storage.Keys.ListAsync(Stop))
        {
            await _storage.Keys.RevokeAsync(key.Id, Stop);
        }

        Assert.Null(await _storage.Keys.CreateFirstAsync(Stop));
    }

    [Fact]
    public async Task Numbers_Upsert_FollowsTheConfiguration()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await _storage.Numbers.UpsertAsync([new() { Id = first, Number = "+15550001" }, new() { Number = "+15550002" }], Stop);
        var made = (await _storage.Numbers.FindByNumberAsync("+15550002", Stop))!.Id;

        await _storage.Numbers.UpsertAsync(
            [
                new() { Id = second, Number = "+15550001", Trunk = "carrier", Name = "Desk" },
                new() { Number = "+15550002" },
                new() { Id = first, Number = "+15550003" },
            ],
            Stop);

        var numbers = (await _storage.Numbers.ListAsync(Stop)).ToDictionary(n => n.Number);
        Assert.Equal(["+15550001", "+15550002", "+15550003"], numbers.Keys.Order());
        Assert.Equal((second, "carrier", "Desk"), (numbers["+15550001"].Id, numbers["+15550001"].Trunk, numbers["+15550001"].Name));
        Assert.Equal((made, first), (numbers["+15550002"].Id, numbers["+15550003"].Id));
    }

    [Fact]
    public async Task Numbers_List_BeginsWithTheFirstConfigured()
    {
        await _storage.Numbers.UpsertAsync([new() { Number = "+15550009" }, new() { Number = "+15550001" }], Stop);

        Assert.Equal(["+15550009", "+15550001"], (await _storage.Numbers.ListAsync(Stop)).Select(n => n.Number));
    }

    [Fact]
    public async Task Numbers_Upsert_SwapsTwoNumbers()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await _storage.Numbers.UpsertAsync([new() { Id = first, Number = "+15550001" }, new() { Id = second, Number = "+15550002" }], Stop);

        await _storage.Numbers.UpsertAsync([new() { Id = first, Number = "+15550002" }, new() { Id = second, Number = "+15550001" }], Stop);

        Assert.Equal(first, (await _storage.Numbers.FindByNumberAsync("+15550002", Stop))!.Id);
        Assert.Equal(second, (await _storage.Numbers.FindByNumberAsync("+15550001", Stop))!.Id);
    }

    [Fact]
    public async Task Sessions_List_FiltersCountsAndPages()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await AddSessionAsync());
            _storage.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await _storage.Sessions.EndAsync(ids[0], SessionEnd.Completed(), Stop);
        var all = await _storage.Sessions.ListAsync("outbound", new(2, 1, null, null, null), Stop);
        var ended = await _storage.Sessions.ListAsync("outbound", new(10, 0, true, null, null), Stop);
        var running = await _storage.Sessions.ListAsync("outbound", new(10, 0, false, null, null), Stop);
        var within = await _storage.Sessions.ListAsync("outbound", new(10, 0, null, TestServer.Now.AddMinutes(1), TestServer.Now.AddMinutes(2)), Stop);

        Assert.Equal((5, ids[3], ids[2]), (all.Total, all.Sessions[0].Id, all.Sessions[1].Id));
        Assert.Equal([ids[0]], ended.Sessions.Select(s => s.Id));
        Assert.Equal(4, running.Total);
        Assert.Equal([ids[2], ids[1]], within.Sessions.Select(s => s.Id));
        Assert.Empty((await _storage.Sessions.ListAsync("other", new(10, 0, null, null, null), Stop)).Sessions);
    }

    [Fact]
    public async Task Sessions_EndedTwice_KeepTheFirstEnd()
    {
        var id = await AddSessionAsync();

        await _storage.Sessions.EndAsync(id, SessionEnd.Failed("agent threw"), Stop);
        await _storage.Sessions.EndAsync(id, SessionEnd.ServerStopped, Stop);

        var session = (await _storage.Sessions.FindAsync("outbound", id, Stop))!;
        Assert.Equal((CompletionStatus.Failed, "agent threw", TestServer.Now), (session.Completion, session.EndReason, session.EndedAt));
    }

    [Fact]
    public async Task Attempts_Lived_KeepTheirOutcome()
    {
        var (session, id) = (await AddSessionAsync(), Guid.NewGuid());
        await _storage.Attempts.AddAsync(new(id, session, DialoutDestination.PhoneNumber, "+15551230001", "+15550001", "carrier"), Stop);
        _storage.Time.Advance(TimeSpan.FromSeconds(1));
        await _storage.Attempts.MarkConnectedAsync(id, Stop);
        await _storage.Attempts.MarkAnsweredAsync(id, Stop);
        Assert.Equal(DialoutStage.Answered, Assert.Single(await _storage.Attempts.ListAsync(session, Stop)).Stage);

        var outcome = new DialoutOutcome
        {
            Stage = DialoutStage.Answered,
            SipStatus = 200,
            Q850Cause = 16,
            Rang = true,
            MediaFlowed = true,
            EndedBy = HangUpParty.Callee,
            StartedAt = TestServer.Now,
            ConnectedAt = TestServer.Now.AddSeconds(1),
            RangAt = TestServer.Now.AddSeconds(2),
            AnsweredAt = TestServer.Now.AddSeconds(3),
            EndedAt = TestServer.Now.AddSeconds(9),
            Quality = new() { Mos = 4.38, Codec = "PCMU", PacketsLost = 3 },
        };
        await _storage.Attempts.EndAsync(id, outcome, Stop);
        await _storage.Attempts.EndAsync(id, outcome with { SipStatus = 500 }, Stop);
        await _storage.Attempts.MarkConnectedAsync(id, Stop);

        var attempt = Assert.Single(await _storage.Attempts.ListAsync(session, Stop));
        Assert.Equal((DialoutStage.Answered, 200, 16, HangUpParty.Callee), (attempt.Stage, attempt.SipStatus, attempt.Q850Cause, attempt.HungUpBy));
        Assert.Equal((true, true, false, false), (attempt.Rang, attempt.Media, attempt.Retryable, attempt.InDoubt));
        Assert.Equal(outcome.Quality, attempt.Quality);
        Assert.Equal((outcome.ConnectedAt, outcome.RangAt, outcome.AnsweredAt, outcome.EndedAt), (attempt.ConnectedAt, attempt.RangAt, attempt.AnsweredAt, attempt.EndedAt));
    }

    [Fact]
    public async Task Attempts_OfNoSession_AreRefused()
        => await Assert.ThrowsAsync<DbUpdateException>(() =>
            _storage.Attempts.AddAsync(new(Guid.NewGuid(), Guid.NewGuid(), DialoutDestination.SipUri, "sip:a@b", null, null), Stop));

    [Fact]
    public async Task Texts_HostileOnes_AreKeptAsTexts()
    {
        string[] names = ["O'Brien\"; DROP TABLE sessions; --", "nul\0inside", "half\uD83D", "\uD83D\uDE00 \u202E \u0301", "%_\\", "'||(select 1)||'", "line\r\nbreak"];
        foreach (var name in names)
        {
            await _storage.Sessions.AddAsync(new(Guid.NewGuid(), name, name, name, default), Stop);
        }

        foreach (var name in names)
        {
            var found = Assert.Single((await _storage.Sessions.ListAsync(name, new(10, 0, null, null, null), Stop)).Sessions);
            Assert.Equal(name.Replace('\0', '\uFFFD').Replace('\uD83D', found.Agent.Contains('\uD83D', StringComparison.Ordinal) ? '\uD83D' : '\uFFFD'), found.Agent);
        }
    }

    [Fact]
    public async Task Transact_ThatFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _storage.Database.TransactAsync<int>(
            async db =>
            {
                db.Add(new OwnedNumber { Id = Guid.NewGuid(), Number = "+15550001", Name = "desk", CreatedAt = TestServer.Now });
                await db.SaveChangesAsync(Stop);
                throw new InvalidOperationException("half way");
            },
            Stop));

        Assert.Empty(await _storage.Numbers.ListAsync(Stop));
    }

    [Fact]
    public async Task Writers_ManyAtOnce_AllSucceed()
    {
        var session = await AddSessionAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            _storage.Attempts.AddAsync(new(Guid.NewGuid(), session, DialoutDestination.SipUri, $"sip:{i}@b", null, null), Stop)));

        Assert.Equal(100, (await _storage.Attempts.ListAsync(session, Stop)).Count);
    }

    private async Task<Guid> AddSessionAsync()
    {
        var id = Guid.NewGuid();
        await _storage.Sessions.AddAsync(new(id, "outbound", "room", "http://127.0.0.1/room", "{}"u8.ToArray()), Stop);
        return id;
    }
}
