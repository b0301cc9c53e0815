using Microsoft.Extensions.DependencyInjection;

namespace Parley.Testing.Hosting;

/// <summary>Puts something around a service that others have registered.</summary>
internal static class ServiceDecoration
{
    /// <summary>Decorates every registration of a service that has no key.</summary>
    public static void Decorate<T>(this IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        for (var i = 0; i < services.Count; i++)
        {
            var known = services[i];
            if (known.ServiceType == typeof(T) && !known.IsKeyedService)
            {
                services[i] = ServiceDescriptor.Describe(typeof(T), provider => decorate(Make<T>(provider, known)), known.Lifetime);
            }
        }
    }

    private static T Make<T>(IServiceProvider provider, ServiceDescriptor known) =>
        (T)(known.ImplementationInstance
            ?? known.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, known.ImplementationType!));
}
