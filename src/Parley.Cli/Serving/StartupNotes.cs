using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Parley.Simulation.Personas;
using Parley.Speech;

namespace Parley.Cli.Serving;

/// <summary>Says on the terminal what the server stands on: what is real, and what is simulated or scripted.</summary>
internal sealed class StartupNotes(IServiceProvider services) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BundledSpeech.TryVoiceAsync(services, cancellationToken);
        }
        catch (SpeechException trouble)
        {
            Console.WriteLine($"Voice: NONE, agents cannot speak. {trouble.Message}");
        }

        foreach (var line in BundledSpeech.Describe(services))
        {
            Console.WriteLine(line);
        }

        if (services.GetService<SimulatedNetwork>() is { Carrier: { } carrier })
        {
            Console.WriteLine($"Trunk: the simulated phone network on {carrier.EndPoint}, nothing reaches the real one. Its numbers:");
            foreach (var (number, persona) in PhoneBook.Default)
            {
                Console.WriteLine($"  {number}  {persona.Name}");
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
