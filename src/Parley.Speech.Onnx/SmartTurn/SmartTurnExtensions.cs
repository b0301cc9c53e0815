using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Agents;

namespace Parley.Speech.Onnx.SmartTurn;

/// <summary>Adds the Smart Turn model.</summary>
public static class SmartTurnExtensions
{
    /// <summary>Has every conversation that names no policy of its own for the end of a turn ask the model, if its file is configured; else nothing changes.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Binds <see cref="SmartTurnOptions.Section"/>, or sets the model's file.</param>
    public static IServiceCollection AddSmartTurn(this IServiceCollection services, Action<SmartTurnOptions> configure)
    {
        services.AddOptions<SmartTurnOptions>().Configure(configure);
        services.TryAddSingleton(provider => new SmartTurnModel(provider.GetRequiredService<IOptions<SmartTurnOptions>>().Value.ModelPath ?? ""));
        services.AddSingleton<TurnStopDefault>(provider =>
            provider.GetRequiredService<IOptions<SmartTurnOptions>>().Value.ModelPath is null ? new() : new(new StopBySmartTurn(provider.GetRequiredService<SmartTurnModel>())));
        return services;
    }
}
