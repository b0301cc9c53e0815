using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.Speech.Vendors;

/// <summary>What the registration of each vendor needs.</summary>
internal static class VendorServices
{
    /// <summary>Adds a vendor's options, checked when the host starts, and the clock of its limits.</summary>
    public static void AddVendor<TOptions, TValidator>(this IServiceCollection services, Action<TOptions> configure)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        services.AddClock();
    }

    /// <summary>Adds the machine's clock, unless the host has another.</summary>
    public static void AddClock(this IServiceCollection services) => services.TryAddSingleton(TimeProvider.System);

    /// <summary>Shows a vendor's usage among those of all.</summary>
    public static void AddUsage<T>(this IServiceCollection services, Func<T, VendorUsage> usage)
        where T : class
        => services.AddSingleton(provider => usage(provider.GetRequiredService<T>()));
}
