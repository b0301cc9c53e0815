namespace Parley.Server.Tests.Storage;

/// <summary>How a class of tests says that it need not run a second time on PostgreSQL.</summary>
internal static class TestDatabase
{
    /// <summary>The name of the trait.</summary>
    public const string Trait = "Database";

    /// <summary>Its tests use no database, or always the same.</summary>
    public const string Fixed = "fixed";
}
