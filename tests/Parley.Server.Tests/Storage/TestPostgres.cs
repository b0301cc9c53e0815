using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Parley.Server.Storage;
using Parley.Server.Tests.Storage;

[assembly: AssemblyFixture(typeof(TestPostgres.Template))]

namespace Parley.Server.Tests.Storage;

/// <summary>
/// A database of one test on the PostgreSQL server that <c>PARLEY_TEST_POSTGRES</c> names with a connection string, whose user may make databases. Each is
/// a copy of one that has run the migrations.
/// </summary>
internal sealed class TestPostgres : IDisposable
{
    public const string Variable = "PARLEY_TEST_POSTGRES";

    private static readonly Lazy<string> s_template = new(MakeTemplate);

    private TestPostgres(string name) => ConnectionString = ConnectionStringOf(name);

    /// <summary>Whether the tests run on PostgreSQL.</summary>
    public static bool IsChosen => !string.IsNullOrEmpty(Server);

    public string ConnectionString { get; }

    public (string Key, string Value)[] Settings => [("Storage:Provider", "postgres"), ("Storage:ConnectionString", ConnectionString)];

    private static string? Server => Environment.GetEnvironmentVariable(Variable);

    public static TestPostgres? CreateIfChosen() => IsChosen ? new(Make($"TEMPLATE {s_template.Value}")) : null;

    /// <summary>One that has run no migration.</summary>
    public static TestPostgres CreateEmpty(string encoding = "UTF8") => new(MakeEmpty(encoding));

    /// <summary>Runs a statement on the server, outside the database of any test.</summary>
    public static void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(Server);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose() => Drop(ConnectionString);

    private static string MakeEmpty(string encoding) => Make($"ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");

    private static string Make(string options)
    {
        var name = $"parley_test_{Guid.NewGuid():N}";
        Execute($"CREATE DATABASE {name} {options}");
        return name;
    }

    private static string ConnectionStringOf(string database)
        => new NpgsqlConnectionStringBuilder(Server) { Database = database, ApplicationName = "parley", MaxPoolSize = 20 }.ConnectionString;

    private static void Drop(string connectionString)
    {
        using (var any = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(any);
        }

        Execute($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    private static string MakeTemplate()
    {
        var name = MakeEmpty("UTF8");
        var connectionString = ConnectionStringOf(name);
        using var services = new ServiceCollection().BuildServiceProvider();
        using (var db = new PostgresProvider().Contexts(connectionString, services).CreateDbContext())
        {
            db.Database.Migrate();
        }

        using var any = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(any);
        return name;
    }

    /// <summary>Takes the template away after the last test.</summary>
    public sealed class Template : IDisposable
    {
        public void Dispose()
        {
            if (s_template.IsValueCreated)
            {
                Drop(ConnectionStringOf(s_template.Value));
            }
        }
    }
}
