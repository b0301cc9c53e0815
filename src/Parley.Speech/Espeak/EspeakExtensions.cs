using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.Phrases;

namespace Parley.Speech.Espeak;

/// <summary>Adds the local voice.</summary>
public static class EspeakExtensions
{
    /// <summary>
    /// Adds espeak-ng, with a cache of phrases before it, as the <see cref="ITextToSpeech"/>. Takes the place of whatever is registered already.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes voice, pace and limits; <see cref="EspeakOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddEspeak(this IServiceCollection services, Action<EspeakOptions>? configure = null)
    {
        services.AddOptions<EspeakOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddOptions<PhraseCacheOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EspeakOptions>, EspeakOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PhraseCacheOptions>, PhraseCacheOptionsValidator>());
        services.TryAddSingleton<EspeakTextToSpeech>();
        services.AddSingleton<ITextToSpeech>(provider =>
            new PhraseCache(provider.GetRequiredService<EspeakTextToSpeech>(), provider.GetRequiredService<IOptions<PhraseCacheOptions>>()));
        return services;
    }
}
