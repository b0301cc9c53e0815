using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>Adds OpenAI's realtime models.</summary>
public static class OpenAiRealtimeExtensions
{
    /// <summary>Adds OpenAI's realtime models as the <see cref="ISpeechToSpeech"/>. Takes the place of whatever is registered already.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets key, model and voice; <see cref="OpenAiRealtimeOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddOpenAiRealtime(this IServiceCollection services, Action<OpenAiRealtimeOptions> configure)
    {
        services.AddVendor<OpenAiRealtimeOptions, OpenAiRealtimeOptionsValidator>(configure);
        services.TryAddSingleton<OpenAiRealtimeModel>();
        services.AddUsage<OpenAiRealtimeModel>(model => model.Usage);
        services.AddSingleton<ISpeechToSpeech>(provider => provider.GetRequiredService<OpenAiRealtimeModel>());
        return services;
    }
}
