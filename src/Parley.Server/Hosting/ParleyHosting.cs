using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Rooms;
using Parley.Server.Api;
using Parley.Server.Api.Agents;
using Parley.Server.Deployments;
using Parley.Server.Api.Daily;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Server.Webhooks;
using Parley.Telephony;
using Parley.Telephony.Numbers;
using Parley.Telephony.Policy;

namespace Parley.Server.Hosting;

/// <summary>Adds Parley to a host.</summary>
public static class ParleyHosting
{
    /// <summary>Where the server listens for HTTP when nothing says otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7860";

    /// <summary>
    /// How long a stop may take: 20 s for agents that have to be given up (their calls are hung up meanwhile), 5 s for far ends that do not
    /// answer a BYE or CANCEL, and some air. Without either it takes no second.
    /// </summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(40);

    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <summary>Adds the server and binds the section <see cref="ParleyOptions.Section"/>, which is validated at the start.</summary>
    public static IParleyBuilder AddParley(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (AddressSettings.All(key => string.IsNullOrEmpty(builder.Configuration[key])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.Configuration["urls"] = DefaultUrl;
        }

        services.AddOptions<ParleyOptions>().BindConfiguration(ParleyOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ParleyOptions>, ParleyOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, RandomIds>();
        AddStorage(services);
        AddSessions(services);
        services.TryAddSingleton(new Announcer(Console.Out));
        services.TryAddSingleton<PublicUrl>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        services.AddDialin();
        services.AddWebhooks();   // Stops last, so that it sends what the end of the others brings.
        services.AddHostedService<ParleyLifecycle>();
        services.AddHostedService<InboundCallService>();   // Stops after the telephony, whose end it waits for: services stop in reverse.
        services.AddHostedService(s => s.GetRequiredService<TelephonyHost>());
        AddApi(services);
        return new ParleyBuilder(services, builder.Configuration);
    }

    /// <summary>Brings the database up to date, for a program that uses it without starting the server.</summary>
    /// <exception cref="ParleyServerException">It cannot be opened or changed.</exception>
    public static Task PrepareParleyStorageAsync(this IServiceProvider services, CancellationToken cancellationToken)
        => services.GetRequiredService<Database>().MigrateAsync(cancellationToken);

    private static void AddStorage(IServiceCollection services)
    {
        services.TryAddSingleton(s => StorageProvider.All[s.GetRequiredService<IOptions<ParleyOptions>>().Value.Storage.Provider]);
        services.TryAddSingleton(s => s.GetRequiredService<StorageProvider>().Contexts(s.GetRequiredService<IOptions<ParleyOptions>>().Value.Storage.ConnectionString, s));
        services.TryAddSingleton<Database>();
        services.TryAddSingleton(s => new ApiKeyStore(s.GetRequiredService<Database>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<NumberStore>();
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<AttemptStore>();
        services.TryAddSingleton<AgentStore>();
        services.TryAddSingleton<IdentityStore>();
        services.TryAddSingleton<RoomStore>();
    }

    private static void AddSessions(IServiceCollection services)
    {
        services.TryAddSingleton(s => new MediaClock(s.GetRequiredService<TimeProvider>(), loggerFactory: s.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<IOwnedNumbers, StoredNumbers>();
        services.TryAddSingleton<IAttemptLog, AttemptLog>();
        services.TryAddSingleton<IDialPolicy, DialoutPolicy>();
        services.TryAddSingleton<TelephonyHost>();
        services.TryAddSingleton<AgentCatalog>();
        services.TryAddSingleton<AgentCapacity>();
        services.TryAddSingleton<AgentDirectory>();
        services.TryAddSingleton<Organization>();
        services.TryAddSingleton<LegRecordings>();
        services.TryAddSingleton<LegFactory>();
        services.TryAddSingleton<LiveRooms>();
        services.TryAddSingleton<SessionRooms>();
        services.TryAddSingleton<SessionFeed>();
        services.TryAddSingleton<SessionTimelines>();
        services.TryAddSingleton<SessionWatch>();
        services.TryAddSingleton<SessionStarter>();
        services.TryAddSingleton<ISessionRunner, SessionRunner>();
        services.TryAddSingleton<LiveSessions>();
    }

    private static void AddApi(IServiceCollection services)
    {
        services.TryAddSingleton<KeyRing>();
        services.TryAddSingleton<StartEndpoint>();
        services.TryAddSingleton<SessionEndpoints>();
        services.TryAddSingleton<NumberEndpoints>();
        services.TryAddSingleton<HealthEndpoints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, ApiErrorFilter>());
        services.AddAgents();
        services.ConfigureHttpJsonOptions(json =>
        {
            var documents = json.SerializerOptions.TypeInfoResolverChain;
            documents.Insert(0, ApiJson.Default);
            documents.Insert(0, DailyErrorJson.Default);
        });
        services.AddOpenApi();
    }
}
