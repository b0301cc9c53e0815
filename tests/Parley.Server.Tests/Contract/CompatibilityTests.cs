using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Parley.Server.Tests.Contract;

/// <summary><c>docs/compatibility.md</c> says which rows of the contract are proven by which test, and is made from the tests themselves.</summary>
public sealed class CompatibilityTests
{
    private static readonly ILookup<string, string> s_tests = typeof(CompatibilityTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .SelectMany(method => method.GetCustomAttributes<ContractAttribute>().Select(contract => (contract.Row, Test: $"{method.DeclaringType!.Name}.{method.Name}")))
        .ToLookup(proof => proof.Row, proof => proof.Test);

    /// <summary>Set PARLEY_WRITE_COMPATIBILITY=1 to write the page anew.</summary>
    [Fact]
    public async Task Compatibility_Page_IsWhatTheTestsProve()
    {
        var page = Page();
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/compatibility.md");
        if (Environment.GetEnvironmentVariable("PARLEY_WRITE_COMPATIBILITY") is "1")
        {
            await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        }

        Assert.Equal(page, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Compatibility_EveryTest_NamesARowThatThereIs()
    {
        var rows = Rows.All.SelectMany(section => section.Rows.Select(row => $"{section.Number} {row.Name}")).ToList();

        Assert.Equal(rows.Count, rows.Distinct().Count());
        Assert.Empty(s_tests.Select(proof => proof.Key).Except(rows));
    }

    private static string Page()
    {
        var page = new StringBuilder();
        var (supported, open, elsewhere) = (0, 0, 0);
        foreach (var section in Rows.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Number} {section.Title}\n\n| | | proven by |\n| --- | --- | --- |\n");
            foreach (var row in section.Rows)
            {
                var tests = s_tests[$"{section.Number} {row.Name}"].Distinct().Order(StringComparer.Ordinal).Select(test => $"`{test}`").ToList();
                var (mark, proof) = tests.Count > 0 ? ("yes", string.Join("<br/>", tests)) : row.NotHere is { } why ? ("no", why) : ("not proven", "");
                (supported, open, elsewhere) = mark switch { "yes" => (supported + 1, open, elsewhere), "no" => (supported, open, elsewhere + 1), _ => (supported, open + 1, elsewhere) };
                page.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {mark} | {proof} |\n");
            }
        }

        return $"""
            # Compatibility

            What clients of Pipecat Cloud's start API and of Daily's REST API can ask of Parley, row by row, and the test that proves each through HTTP on a real server.
            The page is made from the tests (`tests/Parley.Server.Tests/Contract`); a row without a test is not called supported.

            {supported} rows are proven, {open} are not proven, {elsewhere} are not offered.

            """ + page;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
