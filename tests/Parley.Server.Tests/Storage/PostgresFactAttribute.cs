using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace Parley.Server.Tests.Storage;

/// <summary>A test of what only PostgreSQL has: it is there when the tests run on that, and else it is not, rather than skipped.</summary>
[XunitTestCaseDiscoverer(typeof(PostgresFactDiscoverer))]
public sealed class PostgresFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line);

/// <summary>Finds them.</summary>
public sealed class PostgresFactDiscoverer : IXunitTestCaseDiscoverer
{
    private readonly FactDiscoverer _facts = new();

    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
        => TestPostgres.IsChosen ? _facts.Discover(discoveryOptions, testMethod, factAttribute) : new([]);
}
