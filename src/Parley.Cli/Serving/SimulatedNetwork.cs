using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Server;
using Parley.Server.Hosting;
using Parley.Simulation.Carrier;
using Parley.Sip;
using Parley.Speech.Espeak;

namespace Parley.Cli.Serving;

/// <summary>Runs the phone network in a box beside the server, which then uses it as its trunk.</summary>
internal sealed class SimulatedNetwork(EspeakTextToSpeech voice, TimeProvider time, IConfiguration configuration, ILoggerFactory loggers, SimulatedCarrierOptions? options = null) : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>The name of the trunk that leads to it.</summary>
    public const string TrunkName = "simulated-network";

    /// <summary>Where it listens unless <c>Parley:Simulator:Listen</c> says otherwise.</summary>
    public const string DefaultListen = "127.0.0.1:5080";

    /// <summary>The number that is owned when none is configured.</summary>
    public const string DefaultNumber = "+15550100001";

    /// <summary>The carrier; there from the start of the host on.</summary>
    public SimulatedCarrier? Carrier { get; private set; }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            Carrier = new SimulatedCarrier((options ?? new()) with { Listen = ListenOf(configuration) }, voice, time, loggers: loggers);
            await Carrier.StartAsync(cancellationToken);
        }
        catch (SipException wrong)
        {
            throw new ParleyServerException($"The simulated phone network: {wrong.Message} Choose another address with Parley__Simulator__Listen=127.0.0.1:PORT", wrong);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Carrier is not null)
        {
            await Carrier.DisposeAsync();
        }
    }

    /// <summary>Where the configuration wants it.</summary>
    internal static IPEndPoint ListenOf(IConfiguration configuration)
    {
        var text = configuration["Parley:Simulator:Listen"] ?? DefaultListen;
        return IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port != 0
            ? endPoint
            : throw new ParleyServerException($"Parley:Simulator:Listen is '{text}'; expected address:port, such as {DefaultListen}.");
    }
}

/// <summary>Puts the simulated network in where it is wanted.</summary>
internal static class SimulatedNetworkExtensions
{
    /// <summary>Adds it when <c>Parley:Simulator:Enabled</c> says so or, without a word there, when no trunk is configured.</summary>
    public static void AddSimulatedNetwork(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var wanted = configuration.GetValue<bool?>("Parley:Simulator:Enabled") ?? !configuration.GetSection("Parley:Trunks").GetChildren().Any();
        if (!wanted)
        {
            return;
        }

        builder.Services.AddSingleton<SimulatedNetwork>();
        builder.Services.AddHostedService(s => s.GetRequiredService<SimulatedNetwork>());
        builder.Services.PostConfigure<ParleyOptions>(options =>
        {
            options.Trunks.Clear();   // It is all or nothing: what is meant for the simulated network must not reach a real phone.
            options.Trunks.Add(new TrunkOptions { Name = SimulatedNetwork.TrunkName, Uri = $"sip:{SimulatedNetwork.ListenOf(configuration)}" });
            if (options.Sip.Listen.Count == 0)
            {
                options.Sip.Listen.Add("127.0.0.1:5060");   // A network in a box needs no port open to the world.
            }

            if (options.Numbers.Count == 0)
            {
                options.Numbers.Add(new NumberOptions { Number = SimulatedNetwork.DefaultNumber });
            }
        });
    }
}
