using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Audio;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Simulation.Scripts;
using Parley.Simulation.Voices;
using Parley.Speech.Espeak;
using Parley.Speech.Phrases;

namespace Parley.Testing.Hosting;

/// <summary>The server without HTTP: its sessions, rooms, telephony and storage, on the ground of a world.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    /// <summary>The number that the server owns.</summary>
    public const string OwnedNumber = "+15550100001";

    private const string Trunk = "carrier";

    private readonly ServiceProvider _services;
    private readonly SqliteConnection _database;
    private readonly PhoneNetworkBuilder _builder;
    private IReadOnlyList<IHostedService> _hosted = [];

    public ServerHost(IGround ground, Random ids, Action<PhoneNetworkBuilder>? configure, Func<AudioFrame, string?> words)
    {
        var database = $"Data Source=parley-{Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        _database = new SqliteConnection(database);
        _builder = new PhoneNetworkBuilder(new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true }));
        foreach (var (key, value) in DefaultSettings(ground, database))
        {
            _builder.Set(key, value);
        }

        configure?.Invoke(_builder);
        PersonaVoice = _builder.PersonaVoice ?? LocalVoice(ground);
        AddDefaults(_builder.Services, ground, ids, words);
        _services = _builder.Services.BuildServiceProvider();
    }

    /// <summary>What the test has set.</summary>
    public PhoneNetworkBuilder Settings => _builder;

    /// <summary>The voice of the personas.</summary>
    public ITextToSpeech PersonaVoice { get; }

    public IServiceProvider Services => _services;

    public SessionStarter Starter => _services.GetRequiredService<SessionStarter>();

    public LiveSessions Sessions => _services.GetRequiredService<LiveSessions>();

    public SessionWatch Watch => _services.GetRequiredService<SessionWatch>();

    public NetworkUse InUse
    {
        get
        {
            var switchboard = _services.GetRequiredService<TelephonyHost>().Switchboard;
            return new(
                Sessions.Count,
                switchboard.ActiveCalls,
                switchboard.Ports.InUse,
                switchboard.Trunks.Trunks.Sum(trunk => trunk.Pacing.Active),
                switchboard.Sip.ActiveDialogs + switchboard.Sip.ActiveTransactions);
        }
    }

    /// <summary>Starts it as a host would.</summary>
    public async Task StartAsync(IPEndPoint carrier, CancellationToken cancellationToken)
    {
        _database.Open();
        _services.GetService<IStartupValidator>()?.Validate();
        _hosted = [.. _services.GetServices<IHostedService>()];
        foreach (var service in _hosted.OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(cancellationToken);
        }

        foreach (var service in _hosted)
        {
            await service.StartAsync(cancellationToken);
        }

        foreach (var service in _hosted.OfType<IHostedLifecycleService>())
        {
            await service.StartedAsync(cancellationToken);
        }
    }

    /// <summary>Stops it as a host would. Once is enough.</summary>
    public async Task StopAsync()
    {
        var hosted = _hosted;
        _hosted = [];
        foreach (var service in hosted.OfType<IHostedLifecycleService>().Reverse())
        {
            await service.StoppingAsync(CancellationToken.None);
        }

        foreach (var service in hosted.Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        foreach (var service in hosted.OfType<IHostedLifecycleService>().Reverse())
        {
            await service.StoppedAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();

        // By hand: the container would go on elsewhere after a service that takes its time.
        await _services.GetRequiredService<TelephonyHost>().DisposeAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static Dictionary<string, string> DefaultSettings(IGround ground, string database) => new()
    {
        ["Parley:Storage:ConnectionString"] = database,
        ["Parley:PublicUrl"] = "http://127.0.0.1:7860",
        ["Parley:Sip:Listen:0"] = $"{ground.Server}",
        ["Parley:Media:PortRange"] = ground.Scheduler is null ? "40000-44999" : "10000-59999",
        ["Parley:Trunks:0:Name"] = Trunk,
        ["Parley:Trunks:0:Uri"] = $"sip:{ground.Carrier}",
        ["Parley:Trunks:0:CallsPerSecond"] = "1000",
        ["Parley:Trunks:0:MaxCalls"] = "100000",
        ["Parley:Numbers:0:Id"] = "3f0e9f5a-0000-4000-8000-000000000001",
        ["Parley:Numbers:0:Number"] = OwnedNumber,
        ["Parley:Logs:Enabled"] = "false",
        ["Parley:Keys:Public:0"] = "pk_00000000000000000000000000000000",
        ["Parley:Keys:Private:0"] = "sk_00000000000000000000000000000000",
    };

    private void AddDefaults(IServiceCollection services, IGround ground, Random ids, Func<AudioFrame, string?> words)
    {
        services.Replace(ServiceDescriptor.Singleton(ground.Time));
        services.Replace(ServiceDescriptor.Singleton<IIdSource>(new SeededIds(ids)));
        if (ground.ServerNetwork is { } network)
        {
            services.TryAddSingleton(network);
        }

        services.TryAddSingleton<ITextToSpeech>(new PhraseCache(PersonaVoice, Options.Create(new PhraseCacheOptions())));
        services.TryAddSingleton<ISpeechToText>(new ScriptedSpeechToText(new HeardWords(words)));
        if (!_builder.Has<IChatClient>())
        {
            services.AddChatClient(new ScriptedChatClient(ChatScript.Clinic, ground.Time)).UseFunctionInvocation();
        }

        if (ground.Scheduler is not null)
        {
            services.Decorate<IChatClient>(client => new HomeChatClient(client));
        }
    }

    private static ITextToSpeech LocalVoice(IGround ground)
    {
        if (!IsInstalled("espeak-ng"))
        {
            return new BabbleTextToSpeech();
        }

        var espeak = new EspeakTextToSpeech(Options.Create(new EspeakOptions()));
        return ground.Scheduler is { } scheduler ? new HeldVoice(espeak, scheduler) : espeak;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private sealed class HeardWords(Func<AudioFrame, string?> words) : IScript
    {
        public string? Read(AudioFrame turn) => words(turn);
    }
}
