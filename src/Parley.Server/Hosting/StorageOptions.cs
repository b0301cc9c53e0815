namespace Parley.Server.Hosting;

/// <summary>The database: <c>Parley:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Which database: <c>sqlite</c>, which needs nothing else, or <c>postgres</c> (PostgreSQL 13 or later, a database encoded in UTF-8).</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>
    /// Where it is. Default: <c>Data Source=parley.db</c>, in the current folder. For <c>postgres</c> such as
    /// <c>Host=db.example.org;Database=parley;Username=parley;Password=...</c>; one server to a database.
    /// </summary>
    public string ConnectionString { get; set; } = "Data Source=parley.db";

    /// <summary>A folder for the keys that stored secrets are encrypted with. Default: they are in the database, which is then all that a backup needs, but also all that a thief needs.</summary>
    public string? KeyRingFolder { get; set; }
}
