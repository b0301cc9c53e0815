using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Rooms;
using Parley.Server.Api;
using Parley.Server.Api.Agents;
using Parley.Server.Api.Daily;
using Parley.Server.Api.DoNotCall;
using Parley.Server.Api.Keys;
using Parley.Server.Api.Numbers;
using Parley.Server.Api.Rooms;
using Parley.Server.Api.Secrets;
using Parley.Server.Api.Sessions;
using Parley.Server.Deployments;
using Parley.Server.Logs;
using Parley.Server.Retention;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Sockets;
using Parley.Server.Storage;
using Parley.Server.Webhooks;
using Parley.Telephony;
using Parley.Telephony.Numbers;

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
        services.AddDialing();
        services.TryAddSingleton(new Announcer(Console.Out));
        services.TryAddSingleton<PublicUrl>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        services.AddDialin();
        services.AddSockets();
        services.AddWebhooks();   // Stops last, so that it sends what the end of the others brings.
        services.AddHostedService<ParleyLifecycle>();
        services.AddRetention();
        services.AddHostedService(s => s.GetRequiredService<SessionLogWriter>());
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
        services.TryAddSingleton<AuditStore>();
        services.TryAddSingleton<IdempotencyStore>();
        services.TryAddSingleton(s => new DatabaseBackup(s.GetRequiredService<IOptions<ParleyOptions>>(), s.GetRequiredService<StorageProvider>()));
        services.TryAddSingleton<ISecretProtector, SecretProtector>();
        services.TryAddSingleton<SecretStore>();
    }

    private static void AddSessions(IServiceCollection services)
    {
        services.TryAddSingleton(s => new MediaClock(s.GetRequiredService<TimeProvider>(), loggerFactory: s.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<IOwnedNumbers, StoredNumbers>();
        services.TryAddSingleton<IAttemptLog, AttemptLog>();
        services.TryAddSingleton<TelephonyHost>();
        services.TryAddSingleton<SipDomain>();
        services.TryAddSingleton<AgentCatalog>();
        services.TryAddSingleton<AgentCapacity>();
        services.TryAddSingleton<AgentDirectory>();
        services.TryAddSingleton<Organization>();
        services.TryAddSingleton<LegRecordings>();
        services.TryAddSingleton<RecordingEndpoints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITranscriptRedactor, CardNumberRedactor>());
        services.TryAddSingleton<LegFactory>();
        services.TryAddSingleton<LiveRooms>();
        services.TryAddSingleton<MeetingTokens>();
        services.TryAddSingleton<SessionRooms>();
        services.TryAddSingleton<SessionFeed>();
        services.TryAddSingleton<SessionTimelines>();
        services.TryAddSingleton<SessionWatch>();
        services.TryAddSingleton<SessionLogs>();
        services.TryAddSingleton<SessionLogStore>();
        services.TryAddSingleton<SessionLogWriter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, SessionLogProvider>());
        services.AddLogging(logging => logging
            .AddFilter<SessionLogProvider>(null, LogLevel.Trace)   // SessionLogs has a level of its own.
            .AddFilter<SessionLogProvider>("Microsoft", LogLevel.Warning)
            .AddFilter<SessionLogProvider>("System", LogLevel.Warning));
        services.TryAddSingleton<SessionStarter>();
        services.TryAddSingleton<ISessionRunner, SessionRunner>();
        services.TryAddSingleton<LiveSessions>();
    }

    private static void AddApi(IServiceCollection services)
    {
        services.AddKeys();
        services.AddRooms();
        services.TryAddSingleton<StartEndpoint>();
        services.TryAddSingleton<IceServers>();
        services.TryAddSingleton<LogEndpoints>();
        services.TryAddSingleton<SessionProxy>();
        services.TryAddSingleton<LocalRunner>();
        services.TryAddSingleton<SessionEndpoints>();
        services.TryAddSingleton<HealthEndpoints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, ApiErrorFilter>());
        services.AddAgents();
        services.AddSecrets();
        services.ConfigureHttpJsonOptions(json =>
        {
            var documents = json.SerializerOptions.TypeInfoResolverChain;
            documents.Insert(0, ApiJson.Default);
            documents.Insert(0, DailyErrorJson.Default);
            documents.Insert(0, NumberJson.Default);
            documents.Insert(0, DoNotCallJson.Default);
            documents.Insert(0, RunnerJson.Default);
            documents.Insert(0, LogJson.Default);
        });
        services.AddApiDescription();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            // No request of the API is larger; what reads bodies has limits of its own below these.
            kestrel.Limits.MaxRequestBodySize = 8 * 1024 * 1024;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.AddServerHeader = false;
        });
    }
}
