using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>The database on PostgreSQL; its migrations are in <c>Migrations/Postgres</c>.</summary>
internal sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : ParleyDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // As in SQLite: lengths are checked where texts come in, not by the database, and texts sort by their bytes.
        configurationBuilder.Properties<string>().HaveColumnType("text").UseCollation("C");
        configurationBuilder.Properties<Enum>().HaveColumnType("text").UseCollation("C");
    }
}
