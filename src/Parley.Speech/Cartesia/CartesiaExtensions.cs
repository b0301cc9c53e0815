using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.Cartesia;

/// <summary>Adds Cartesia.</summary>
public static class CartesiaExtensions
{
    /// <summary>Adds Cartesia's streaming speech as the <see cref="ITextToSpeech"/>. Takes the place of whatever is registered already.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets key, model and voice; <see cref="CartesiaOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddCartesia(this IServiceCollection services, Action<CartesiaOptions> configure)
    {
        services.AddVendor<CartesiaOptions, CartesiaOptionsValidator>(configure);
        services.TryAddSingleton<CartesiaTextToSpeech>();
        services.AddUsage<CartesiaTextToSpeech>(cartesia => cartesia.Usage);
        services.AddSingleton<ITextToSpeech>(provider => provider.GetRequiredService<CartesiaTextToSpeech>());
        return services;
    }
}
