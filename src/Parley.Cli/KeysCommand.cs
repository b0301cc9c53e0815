using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Cli;

/// <summary><c>parley keys create|list|revoke|rotate</c>: the keys of the API, in the database that the server uses. The server need not be stopped.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Makes, lists, revokes and rotates keys of the API.") { CreateKey(), List(), Revoke(), Rotate() };

    private static Command CreateKey()
    {
        var kind = new Argument<ApiKeyKind>("kind") { Description = "public (starts sessions), private (sees and stops them) or personal (a person's own private one)" };
        var name = new Option<string>("--name") { Description = "What it is for", DefaultValueFactory = _ => "command line" };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 and <= ApiKey.MaxNameLength } text || string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl))
            {
                result.AddError($"--name: expected 1 to {ApiKey.MaxNameLength} characters");
            }
        });
        var agents = new Option<string[]>("--agents") { Description = "The agents that it is for; left out: all", AllowMultipleArgumentsPerToken = true };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "From when on it opens nothing, such as 2030-12-31" };
        return WithStore("create", "Makes a key and prints it; it cannot be shown again.", [kind, name, agents, expires], async (keys, parsed, output, cancellationToken) =>
        {
            var limits = new ApiKeyLimits { Agents = parsed.GetValue(agents) is { Length: > 0 } names ? names : null, ExpiresAt = parsed.GetValue(expires)?.ToUniversalTime() };
            var made = await keys.CreateAsync(parsed.GetValue(kind), parsed.GetRequiredValue(name), limits, cancellationToken);
            await output.WriteLineAsync(made.Secret);
            return 0;
        });
    }

    private static Command List() => WithStore("list", "Lists the keys: id, kind, beginning, made, whether it opens anything, last used, agents, name.", [], async (keys, _, output, cancellationToken) =>
    {
        foreach (var key in await keys.ListAsync(cancellationToken))
        {
            var state = key.RevokedAt is { } at ? $"revoked {Format(at)}" : key.ExpiresAt is { } end ? $"valid until {Format(end)}" : "valid";
            var used = key.LastUsedAt is { } last ? $"used {Format(last)}" : "never used";
            var agents = key.Agents is { } names ? $"for {string.Join(", ", names)}" : "for all agents";
            await output.WriteLineAsync($"{key.Id}  {key.Kind.ToString().ToLowerInvariant(),-8}  {key.Prefix}...  {Format(key.CreatedAt)}  {state}  {used}  {agents}  {key.Name}");
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

    private static Command Rotate()
    {
        var id = new Argument<Guid>("id") { Description = "The key's id, from 'parley keys list'" };
        var overlap = new Option<int>("--overlap") { Description = "For how many seconds the old secret still opens" };
        overlap.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 604_800)
            {
                result.AddError("--overlap: expected 0 to 604800 seconds");
            }
        });
        return WithStore("rotate", "Gives a key a new secret and prints it; it cannot be shown again.", [id, overlap], async (keys, parsed, output, cancellationToken) =>
        {
            var made = await keys.RotateAsync(parsed.GetValue(id), TimeSpan.FromSeconds(parsed.GetValue(overlap)), cancellationToken);
            await output.WriteLineAsync(made?.Secret ?? $"There is no valid key {parsed.GetValue(id)}.");
            return made is null ? 1 : 0;
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
