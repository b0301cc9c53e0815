using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.ElevenLabs;

/// <summary>Adds ElevenLabs.</summary>
public static class ElevenLabsExtensions
{
    /// <summary>Adds ElevenLabs's streaming speech as the <see cref="ITextToSpeech"/>. Takes the place of whatever is registered already.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets key, model and voice; <see cref="ElevenLabsOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddElevenLabs(this IServiceCollection services, Action<ElevenLabsOptions> configure)
    {
        services.AddVendor<ElevenLabsOptions, ElevenLabsOptionsValidator>(configure);
        services.TryAddSingleton<ElevenLabsTextToSpeech>();
        services.AddUsage<ElevenLabsTextToSpeech>(elevenlabs => elevenlabs.Usage);
        services.AddSingleton<ITextToSpeech>(provider => provider.GetRequiredService<ElevenLabsTextToSpeech>());
        return services;
    }
}
