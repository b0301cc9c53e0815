using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Cli.Serving;
using Parley.Server.Api;
using Parley.Server.Hosting;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Spectre.Console;

namespace Parley.Cli.Demo;

/// <summary><c>parley demo</c>: the server with the simulated phone network, one request, three calls. Exit status 0 only if all went as scripted.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Ring = TimeSpan.FromSeconds(0.8);

    public static Command Create()
    {
        var config = CommonOptions.Config();
        var urls = new Option<string>("--urls") { Description = "Where to listen for HTTP", DefaultValueFactory = _ => ParleyHosting.DefaultUrl };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where recordings and transcripts go", DefaultValueFactory = _ => new("demo-output") };
        var keep = new Option<bool>("--keep") { Description = "Leaves the server up afterwards, and prints how to call by yourself" };
        var capture = CommonOptions.Capture();
        var command = new Command("demo", "Calls a person, a voicemail and a busy line on a simulated phone network.") { config, urls, output, keep, capture };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(
            () => RunAsync(
                parsed.GetValue(config), parsed.GetRequiredValue(urls), new DemoFiles(parsed.GetRequiredValue(output)), parsed.GetValue(keep), parsed.GetValue(capture), cancellationToken),
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? config, string url, DemoFiles files, bool keep, DirectoryInfo? capture, CancellationToken cancellationToken)
    {
        var (console, keys) = (AnsiConsole.Console, DemoKeys.Create());
        using var log = new QuietLog();
        files.Prepare();
        await using var app = Build(config, url, files, keys, capture, log);
        await BundledSpeech.TryVoiceAsync(app.Services, cancellationToken);
        await app.StartAsync(cancellationToken);
        console.WriteLine();

        using var api = new DemoApi(url, keys);
        var asScripted = await new DemoRun(app.Services, api, files, console).RunAsync(cancellationToken);
        if (!asScripted)
        {
            log.Lines.ToList().ForEach(console.WriteLine);
        }

        if (keep)
        {
            Invite(console, url, keys);
            await app.WaitForShutdownAsync(cancellationToken);
        }
        else
        {
            await app.StopAsync(cancellationToken);
        }

        return asScripted ? 0 : 1;
    }

    private static WebApplication Build(FileInfo? config, string url, DemoFiles files, DemoKeys keys, DirectoryInfo? capture, QuietLog log)
    {
        var builder = ParleyHost.CreateBuilder(config, url);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Parley:Simulator:Enabled"] = "true", // whatever trunks are configured: a demo calls nobody
            ["Parley:Keys:Public:0"] = keys.Public,
            ["Parley:Keys:Private:0"] = keys.Private,
            ["Parley:Recording:Folder"] = files.Recordings,
            ["Parley:Storage:ConnectionString"] = $"Data Source={files.Database}",
        });
        if (capture is not null)
        {
            builder.Configuration["Parley:Capture:Directory"] = capture.FullName;
        }

        if (builder.Configuration["Parley:Sip:Listen:0"] is null)
        {
            builder.Configuration["Parley:Sip:Listen:0"] = "127.0.0.1:0"; // any free port: nobody outside calls in
        }

        builder.Services.AddSingleton(new SimulatedCarrierOptions { Numbers = QuickNumbers() });
        builder.Logging.ClearProviders().AddProvider(log);
        return ServerApp.Build(builder);
    }

    /// <summary>The usual numbers, where nobody lets it ring for long: a demo should be short.</summary>
    private static Dictionary<string, Persona> QuickNumbers() => PhoneBook.Default.ToDictionary(
        entry => entry.Key,
        entry => entry.Value is PersonaScript { Refusal: null, Rings.IsForever: false } answers ? answers with { Rings = Ring } : entry.Value);

    private static void Invite(IAnsiConsole console, string url, DemoKeys keys)
    {
        console.WriteLine();
        console.WriteLine($"The server stays up at {url} until Ctrl-C.");
        console.WriteLine($"  public key:  {keys.Public}");
        console.WriteLine($"  private key: {keys.Private}");
        console.WriteLine("Call by yourself (+15551230001 to ...0006: person, voicemail, busy, no answer, declines, out of service):");
        console.Profile.Out.Writer.WriteLine($"  {ExampleRequest.Curl(url, "outbound", keys.Public)}"); // not wrapped, so that it can be copied
        console.Profile.Out.Writer.WriteLine($"  curl {url}/v1/agents/outbound/sessions -H 'Authorization: Bearer {keys.Private}'");
    }
}
