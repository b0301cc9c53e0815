using Microsoft.Extensions.DependencyInjection;
using Parley.Audio;
using Parley.Simulation.Scripts;

namespace Parley.Cli.Serving;

/// <summary>
/// The words for the scripted transcription: what the simulated callees say, known again by its sound. On a real line there is nobody to transcribe with
/// and no such knowledge; then every turn is taken for consent, so that the script goes on.
/// </summary>
internal sealed class NetworkScript(IServiceProvider services) : IScript
{
    private const string Consent = "Yes, that is fine.";

    /// <inheritdoc/>
    public string? Read(AudioFrame turn) =>
        services.GetService<SimulatedNetwork>() is { Carrier: { } carrier } ? carrier.Book.Read(turn) : Consent;
}
