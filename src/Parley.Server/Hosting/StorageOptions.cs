namespace Parley.Server.Hosting;

/// <summary>The database: <c>Parley:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Which database: <c>sqlite</c>.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>Where it is. Default: <c>parley.db</c> in the current folder.</summary>
    public string ConnectionString { get; set; } = "Data Source=parley.db";
}
