using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Cli;

/// <summary><c>parley backup FILE</c> and <c>parley restore FILE</c>: the database of SQLite. A server may run during a backup, but not during a restore.</summary>
internal static class BackupCommands
{
    public static Command Backup() => WithFile(
        "backup", "Copies the database to a new file; the server need not be stopped.", "The file to make",
        (backup, file) =>
        {
            backup.Backup(file);
            return $"The database is in {file}.";
        });

    public static Command Restore() => WithFile(
        "restore", "Puts a backup in the place of the database; the server must be stopped.", "The file that 'parley backup' has made",
        (backup, file) => backup.Restore(file) is { } kept ? $"{file} is restored. What was there before is in {kept}." : $"{file} is restored.");

    private static Command WithFile(string name, string description, string about, Func<DatabaseBackup, string, string> act)
    {
        var (config, file) = (CommonOptions.Config(), new Argument<FileInfo>("file") { Description = about });
        var command = new Command(name, description) { config, file };
        command.SetAction((parsed, _) => Failures.ReportAsync(
            async () =>
            {
                var builder = ParleyHost.CreateBuilder(parsed.GetValue(config), urls: null);
                builder.AddParley();
                await using var app = builder.Build();
                await parsed.InvocationConfiguration.Output.WriteLineAsync(act(app.Services.GetRequiredService<DatabaseBackup>(), parsed.GetRequiredValue(file).FullName));
                return 0;
            },
            parsed.InvocationConfiguration.Error));
        return command;
    }
}
