using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Parley.Server.Storage;

/// <summary>Lends contexts of one kind of database, and takes them back when they are disposed.</summary>
internal sealed class ContextFactory<TContext> : IDbContextFactory<ParleyDbContext>
    where TContext : ParleyDbContext
{
    private readonly PooledDbContextFactory<TContext> _pool;

    public ContextFactory(IServiceProvider services, Action<DbContextOptionsBuilder> configure)
    {
        var options = new DbContextOptionsBuilder<TContext>().UseApplicationServiceProvider(services).AddInterceptors(StorableText.Instance);
        configure(options);
        _pool = new(options.Options);
    }

    public ParleyDbContext CreateDbContext() => _pool.CreateDbContext();
}
