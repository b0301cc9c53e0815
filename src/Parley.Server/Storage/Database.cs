using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Agents;
using Parley.Server.Hosting;

namespace Parley.Server.Storage;

/// <summary>
/// The way from the stores to the database. Transactions queue here, since of two at once that touch the same rows one would only fail and start again; where a database takes one writer at a time, every writer does.
/// </summary>
internal sealed class Database(IDbContextFactory<ParleyDbContext> contexts, StorageProvider provider) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(1, 1);

    public async Task<T> ReadAsync<T>(Func<ParleyDbContext, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await query(db);
    }

    /// <summary>Changes rows: one statement, or one <c>SaveChangesAsync</c>. For several that must hold together see <see cref="TransactAsync"/>.</summary>
    public Task<T> WriteAsync<T>(Func<ParleyDbContext, Task<T>> change, CancellationToken cancellationToken)
        => provider.SingleWriter ? InTurnAsync(change, cancellationToken) : AtOnceAsync(change, cancellationToken);

    /// <summary>
    /// Changes rows in several steps of which all hold or none, as if nobody else worked on the database meanwhile. The change may run more than once when the database fails in passing, each time with a new
    /// context: it must do nothing but work on that context.
    /// </summary>
    public Task<T> TransactAsync<T>(Func<ParleyDbContext, Task<T>> change, CancellationToken cancellationToken)
        => InTurnAsync(
            db => db.Database.CreateExecutionStrategy().ExecuteAsync(
                async token =>
                {
                    await using var attempt = await contexts.CreateDbContextAsync(token);
                    await using var transaction = await attempt.Database.BeginTransactionAsync(IsolationLevel.Serializable, token);
                    var result = await change(attempt);
                    await transaction.CommitAsync(token);
                    return result;
                },
                cancellationToken),
            cancellationToken);

    /// <summary>Writes one new row.</summary>
    public Task<int> AddAsync<T>(T row, CancellationToken cancellationToken)
        where T : class
        => WriteAsync(db => { db.Add(row); return db.SaveChangesAsync(cancellationToken); }, cancellationToken);

    /// <summary>Brings the schema up to date, from nothing or from any earlier version.</summary>
    /// <exception cref="ParleyServerException">The database cannot be opened or changed.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(
                async db =>
                {
                    await provider.PrepareAsync(db, cancellationToken);
                    await provider.MigrateAsync(db, cancellationToken);
                    return 0;
                },
                cancellationToken);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or RetryLimitExceededException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>What the operator is told when the database cannot be opened or changed.</summary>
    public static ParleyServerException Unusable(Exception cause)
        => new($"The database of {ParleyOptions.Section}:Storage:ConnectionString cannot be used: {cause.Message}", cause);

    public Task<bool> IsReachableAsync(CancellationToken cancellationToken)
        => ReadAsync(db => db.Database.CanConnectAsync(cancellationToken), cancellationToken);

    public void Dispose() => _turns.Dispose();

    private async Task<T> AtOnceAsync<T>(Func<ParleyDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await change(db);
    }

    private async Task<T> InTurnAsync<T>(Func<ParleyDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken);
        try
        {
            return await AtOnceAsync(change, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        var turn = NextTurnAsync();
        try
        {
            await turn.UntilAsync(cancellationToken);
        }
        catch
        {
            _ = PassOnAsync(turn);
            throw;
        }
    }

    // Without a token, with which the semaphore would leave the ambient scheduler, which a simulation depends on.
    private Task NextTurnAsync() => _turns.WaitAsync();

    private async Task PassOnAsync(Task turn)
    {
        await turn;
        _turns.Release();
    }
}
