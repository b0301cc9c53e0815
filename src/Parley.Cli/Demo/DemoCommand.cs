using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Cli.Bundled;
using Parley.Server.Api;
using Parley.Server.Hosting;
using Spectre.Console;

namespace Parley.Cli.Demo;

/// <summary><c>parley demo</c>: the server with the simulated phone network, one request, three calls. Exit status 0 only if all went as scripted.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var urls = new Option<string>("--urls") { Description = "Where to listen for HTTP", DefaultValueFactory = _ => ParleyHosting.DefaultUrl };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where recordings and transcripts go", DefaultValueFactory = _ => new("demo-output") };
        var keep = new Option<bool>("--keep") { Description = "Leaves the server up afterwards, and prints how to call by yourself" };
        var command = new Command("demo", "Calls a person, a voicemail and a busy line on a simulated phone network.") { config, urls, output, keep };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(
            () => RunAsync(parsed.GetValue(config), parsed.GetRequiredValue(urls), new DemoFiles(parsed.GetRequiredValue(output)), parsed.GetValue(keep), cancellationToken),
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? config, string url, DemoFiles files, bool keep, CancellationToken cancellationToken)
    {
        var (console, keys) = (AnsiConsole.Console, DemoKeys.Create());
        using var log = new QuietLog();
        files.Prepare();
        await using var app = Build(config, url, files, keys, log);
        await SpeechCheck.TryAsync(app.Services.GetRequiredService<ITextToSpeech>(), cancellationToken);
        await app.StartAsync(cancellationToken);
        Introduce(console, app.Services);

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

    private static WebApplication Build(FileInfo? config, string url, DemoFiles files, DemoKeys keys, QuietLog log)
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
        if (builder.Configuration["Parley:Sip:Listen:0"] is null)
        {
            builder.Configuration["Parley:Sip:Listen:0"] = "127.0.0.1:0"; // any free port: nobody outside calls in
        }

        builder.Logging.ClearProviders().AddProvider(log);
        builder.AddParley().AddBundledAgents().AddBundledSpeech().AddSimulatedNetwork();
        var app = builder.Build();
        app.MapParley();
        return app;
    }

    private static void Introduce(IAnsiConsole console, IServiceProvider services)
    {
        var speech = services.GetRequiredService<SpeechInUse>();
        var network = services.GetRequiredService<SimulatedNetwork>().Carrier!;
        var grid = new Grid().AddColumns(2);
        grid.AddRow(new Text("phone network"), new Text($"simulated, real SIP and RTP over UDP at {network.EndPoint}; no call leaves this machine"));
        grid.AddRow(new Text("brain"), new Text(speech.Brain));
        grid.AddRow(new Text("transcription"), new Text(speech.Transcription));
        grid.AddRow(new Text("voice"), new Text(speech.Voice));
        console.Write(grid);
        console.WriteLine();
    }

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
