using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Parley.Server.Storage;

/// <summary>Lets <c>add-migration.sh</c> see the model on SQLite without a host.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteDbContext>
{
    public SqliteDbContext CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<SqliteDbContext>().UseSqlite("Data Source=design.db").Options);
}

/// <summary>Lets <c>add-migration.sh</c> see the model on PostgreSQL without a server.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresDbContext>
{
    public PostgresDbContext CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql("Host=design").Options);
}
