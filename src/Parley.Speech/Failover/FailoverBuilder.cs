using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Parley.Speech.Failover;

/// <summary>Names the engines of a chain, best first.</summary>
/// <typeparam name="TEngine">What they are.</typeparam>
public sealed class FailoverBuilder<TEngine>
    where TEngine : class
{
    private readonly List<(string Name, Func<IServiceProvider, TEngine> Create)> _engines = [];

    internal FailoverBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services, to go on with.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds the engine that is asked when all before it failed.</summary>
    /// <typeparam name="T">The engine; registered already, or made from the host's services.</typeparam>
    public FailoverBuilder<TEngine> FallbackTo<T>()
        where T : class, TEngine
    {
        if (typeof(T).GetConstructors().Length > 0)
        {
            Services.TryAddSingleton<T>();
        }

        return FallbackTo(typeof(T).Name, provider => provider.GetRequiredService<T>());
    }

    /// <summary>Adds the engine that is asked when all before it failed.</summary>
    /// <param name="name">What logs and notices call it.</param>
    /// <param name="engine">Gives it, once.</param>
    public FailoverBuilder<TEngine> FallbackTo(string name, Func<IServiceProvider, TEngine> engine)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(engine);
        _engines.Add((name, engine));
        return this;
    }

    internal FailoverChain<TEngine> Build(string kind, IServiceProvider provider) =>
        FailoverExtensions.Chain(kind, _engines.Select(e => (e.Name, e.Create(provider))), provider);
}
