using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Parley.Server.Sessions;
using Parley.Server.Storage;

namespace Parley.Server.Hosting;

/// <summary>Adds Parley to a host.</summary>
public static class ParleyHosting
{
    /// <summary>Adds the server and binds the section <see cref="ParleyOptions.Section"/>, which is validated at the start.</summary>
    public static IParleyBuilder AddParley(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<ParleyOptions>().BindConfiguration(ParleyOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ParleyOptions>, ParleyOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        AddStorage(services);
        services.TryAddSingleton<AgentCatalog>();
        services.TryAddSingleton<AgentCapacity>();
        services.TryAddSingleton<LiveSessions>();
        return new ParleyBuilder(services, builder.Configuration);
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.TryAddSingleton(s => StorageProvider.All[s.GetRequiredService<IOptions<ParleyOptions>>().Value.Storage.Provider]);
        services.AddDbContextFactory<ParleyDbContext>((s, db) =>
            s.GetRequiredService<StorageProvider>().Configure(db, s.GetRequiredService<IOptions<ParleyOptions>>().Value.Storage.ConnectionString));
        services.TryAddSingleton<Database>();
        services.TryAddSingleton(s => new ApiKeyStore(s.GetRequiredService<Database>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<NumberStore>();
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<AttemptStore>();
        services.TryAddSingleton<IdentityStore>();
    }
}
