using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Configuration;
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
        var capture = CommonOptions.Capture();
        var captured = new Option<string>("--capture-calls") { Description = "Which calls --capture is for: all, or asked for those whose start request says \"capture\": true" };
        captured.AcceptOnlyFromAmong(CaptureOptions.AllCalls, CaptureOptions.AskedCalls);
        var command = new Command("serve", "Runs the server.") { config, urls, capture, captured };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(
            () => RunAsync(parsed.GetValue(config), parsed.GetValue(urls), CaptureSettings(parsed.GetValue(capture), parsed.GetValue(captured)), cancellationToken), parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? config, string? urls, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var builder = ParleyHost.CreateBuilder(config, urls);
        builder.Configuration.AddInMemoryCollection(settings);
        await using var app = ServerApp.Build(builder);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static Dictionary<string, string?> CaptureSettings(DirectoryInfo? folder, string? calls)
    {
        var settings = new Dictionary<string, string?>();
        if (folder is not null)
        {
            settings["Parley:Capture:Directory"] = folder.FullName;
        }

        if (calls is not null)
        {
            settings["Parley:Capture:Calls"] = calls;
        }

        return settings;
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
