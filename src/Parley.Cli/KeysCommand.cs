using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Cli;

/// <summary><c>parley keys create|list|revoke</c>: the keys of the API, in the database that the server uses. The server need not be stopped.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Makes, lists and revokes keys of the API.") { CreateKey(), List(), Revoke() };

    private static Command CreateKey()
    {
        var kind = new Argument<ApiKeyKind>("kind") { Description = "public (starts sessions) or private (sees and stops them)" };
        var name = new Option<string>("--name") { Description = "What it is for", DefaultValueFactory = _ => "command line" };
        return WithStore("create", "Makes a key and prints it; it cannot be shown again.", [kind, name], async (keys, parsed, output, cancellationToken) =>
        {
            var made = await keys.CreateAsync(parsed.GetValue(kind), parsed.GetRequiredValue(name), cancellationToken);
            await output.WriteLineAsync(made.Secret);
            return 0;
        });
    }

    private static Command List() => WithStore("list", "Lists the keys: id, kind, beginning, name, made, revoked.", [], async (keys, _, output, cancellationToken) =>
    {
        foreach (var key in await keys.ListAsync(cancellationToken))
        {
            var revoked = key.RevokedAt is { } at ? $"revoked {Format(at)}" : "valid";
            await output.WriteLineAsync($"{key.Id}  {key.Kind.ToString().ToLowerInvariant(),-7}  {key.Prefix}...  {Format(key.CreatedAt)}  {revoked}  {key.Name}");
        }

        return 0;
    });

    private static Command Revoke()
    {
        var id = new Argument<Guid>("id") { Description = "The key's id, from 'parley keys list'" };
        return WithStore("revoke", "Revokes a key: it opens nothing from now on.", [id], async (keys, parsed, output, cancellationToken) =>
        {
            var revoked = await keys.RevokeAsync(parsed.GetValue(id), cancellationToken);
            await output.WriteLineAsync(revoked ? $"{parsed.GetValue(id)} is revoked." : $"There is no valid key {parsed.GetValue(id)}.");
            return revoked ? 0 : 1;
        });
    }

    private static Command WithStore(
        string name, string description, Symbol[] symbols, Func<ApiKeyStore, ParseResult, TextWriter, CancellationToken, Task<int>> act)
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
                return await act(app.Services.GetRequiredService<ApiKeyStore>(), parsed, parsed.InvocationConfiguration.Output, cancellationToken);
            },
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static string Format(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
