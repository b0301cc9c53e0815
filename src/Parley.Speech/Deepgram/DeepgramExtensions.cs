using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>Adds Deepgram.</summary>
public static class DeepgramExtensions
{
    /// <summary>Adds Deepgram's streaming transcription as the <see cref="ISpeechToText"/>. Takes the place of whatever is registered already.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets key and model; <see cref="DeepgramOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddDeepgram(this IServiceCollection services, Action<DeepgramOptions> configure)
    {
        services.AddVendor<DeepgramOptions, DeepgramOptionsValidator>(configure);
        services.TryAddSingleton<DeepgramSpeechToText>();
        services.AddUsage<DeepgramSpeechToText>(deepgram => deepgram.Usage);
        services.AddSingleton<ISpeechToText>(provider => provider.GetRequiredService<DeepgramSpeechToText>());
        return services;
    }
}
