using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Agents;

namespace Parley.Speech.Onnx.SileroVad;

/// <summary>Adds Silero's voice activity detector.</summary>
public static class SileroVadExtensions
{
    /// <summary>Has every conversation that names no detector listen with the Silero model, if its file is configured; else nothing changes.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Binds <see cref="SileroVadOptions.Section"/>, or sets the model's file.</param>
    public static IServiceCollection AddSileroVad(this IServiceCollection services, Action<SileroVadOptions> configure)
    {
        services.AddOptions<SileroVadOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SileroVadOptions>, SileroVadOptionsValidator>());
        services.TryAddSingleton<SileroVadModel>();
        services.AddSingleton<VoiceActivityDefault>(provider =>
            provider.GetRequiredService<IOptions<SileroVadOptions>>().Value.ModelPath is null ? new() : new(provider.GetRequiredService<SileroVadModel>().CreateDetector));
        return services;
    }
}
