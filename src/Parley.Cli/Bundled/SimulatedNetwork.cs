using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Audio;
using Parley.Server;
using Parley.Server.Hosting;
using Parley.Simulation.Carrier;
using Parley.Simulation.Scripts;
using Parley.Sip;
using Parley.Speech.Espeak;

namespace Parley.Cli.Bundled;

/// <summary>
/// The phone network in a box, for as long as the server runs, where no trunk is configured or <c>Parley:Simulator:Enabled</c> says so. It is also the
/// script of the scripted transcription, which knows the lines of its callees.
/// </summary>
internal sealed partial class SimulatedNetwork(
    IOptions<ParleyOptions> options,
    SimulatedCarrierOptions carrierOptions,
    EspeakTextToSpeech voice,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedLifecycleService, IScript, IAsyncDisposable
{
    /// <summary>The name of the trunk that leads to it.</summary>
    public const string TrunkName = "simulated";

    private readonly ILogger _logger = loggers.CreateLogger<SimulatedNetwork>();

    /// <summary>The carrier; <see langword="null"/> when calls go over real trunks.</summary>
    public SimulatedCarrier? Carrier { get; private set; }

    /// <inheritdoc/>
    public string? Read(AudioFrame turn) => Carrier?.Book.Read(turn);

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Trunks.All(trunk => trunk.Name != TrunkName))
        {
            return;
        }

        try
        {
            Carrier = new SimulatedCarrier(carrierOptions, voice, time, loggers: loggers);
        }
        catch (SipException exception)
        {
            throw new ParleyServerException(
                $"The simulated phone network cannot start. {exception.Message} Choose another address with Parley__Simulator__Listen=127.0.0.1:PORT", exception);
        }

        await Carrier.StartAsync(cancellationToken);
        Log.InUse(_logger, Carrier.EndPoint, string.Join(", ", carrierOptions.Numbers.Select(n => $"{n.Key} {n.Value.Name}")));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Carrier?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "No call leaves this machine: calls go to the simulated phone network at {EndPoint}. Numbers: {Numbers}")]
        public static partial void InUse(ILogger logger, IPEndPoint endPoint, string numbers);
    }
}
