using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>The database on SQLite; its migrations are in <c>Migrations/Sqlite</c>.</summary>
internal sealed class SqliteDbContext(DbContextOptions<SqliteDbContext> options) : ParleyDbContext(options);
