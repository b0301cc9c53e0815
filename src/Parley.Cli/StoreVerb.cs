using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Hosting;

namespace Parley.Cli;

/// <summary>A verb that works on the database that the server uses. The server need not be stopped.</summary>
internal static class StoreVerb
{
    public static Command Create<TStore>(
        string name, string description, Symbol[] symbols, Func<TStore, ParseResult, TextWriter, CancellationToken, Task<int>> act)
        where TStore : notnull
    {
        var config = CommonOptions.Config();
        var command = new Command(name, description) { config };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(
            async () =>
            {
                var builder = ParleyHost.CreateBuilder(parsed.GetValue(config), urls: null);
                builder.AddParley();
                await using var app = builder.Build();
                await app.Services.PrepareParleyStorageAsync(cancellationToken);
                return await act(app.Services.GetRequiredService<TStore>(), parsed, parsed.InvocationConfiguration.Output, cancellationToken);
            },
            parsed.InvocationConfiguration.Error));
        return command;
    }
}
