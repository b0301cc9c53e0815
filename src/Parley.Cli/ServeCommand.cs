using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Hosting;
using Parley.Cli.Serving;
using Parley.Server.Hosting;

namespace Parley.Cli;

/// <summary><c>parley serve</c>: runs the server until Ctrl-C.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var urls = new Option<string?>("--urls") { Description = $"Where to listen for HTTP. Default: {ParleyHosting.DefaultUrl}" };
        urls.Validators.Add(CheckUrls);
        var command = new Command("serve", "Runs the server.") { config, urls };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(
            () => RunAsync(parsed.GetValue(config), parsed.GetValue(urls), cancellationToken), parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? config, string? urls, CancellationToken cancellationToken)
    {
        await using var app = ServerApp.Build(ParleyHost.CreateBuilder(config, urls));
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static void CheckUrls(OptionResult result)
    {
        foreach (var url in result.GetValueOrDefault<string?>()?.Split(';') ?? [])
        {
            if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"--urls: '{url}' is no address; expected for example {ParleyHosting.DefaultUrl}");
            }
        }
    }
}
