using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.Failover;

/// <summary>Adds chains of engines that change over within a call: <c>services.AddSpeechToText&lt;A&gt;().FallbackTo&lt;B&gt;()</c>.</summary>
public static class FailoverExtensions
{
    /// <summary>Adds a chain as the <see cref="ISpeechToText"/>. Takes the place of whatever is registered already.</summary>
    /// <typeparam name="T">The recogniser that is preferred.</typeparam>
    public static FailoverBuilder<ISpeechToText> AddSpeechToText<T>(this IServiceCollection services)
        where T : class, ISpeechToText
        => services.AddSpeechToTextChain().FallbackTo<T>();

    /// <summary>Adds an empty chain as the <see cref="ISpeechToText"/>, to which at least one engine is to be added. Takes the place of whatever is registered already.</summary>
    public static FailoverBuilder<ISpeechToText> AddSpeechToTextChain(this IServiceCollection services)
    {
        var chain = new FailoverBuilder<ISpeechToText>(services.AddFailover());
        services.AddSingleton<ISpeechToText>(provider => new FailoverSpeechToText(chain.Build("speech-to-text", provider)));
        return chain;
    }

    /// <summary>Adds a chain as the <see cref="ITextToSpeech"/>. Takes the place of whatever is registered already.</summary>
    /// <typeparam name="T">The voice that is preferred.</typeparam>
    public static FailoverBuilder<ITextToSpeech> AddTextToSpeech<T>(this IServiceCollection services)
        where T : class, ITextToSpeech
        => services.AddTextToSpeechChain().FallbackTo<T>();

    /// <summary>Adds an empty chain as the <see cref="ITextToSpeech"/>, to which at least one engine is to be added. Takes the place of whatever is registered already.</summary>
    public static FailoverBuilder<ITextToSpeech> AddTextToSpeechChain(this IServiceCollection services)
    {
        var chain = new FailoverBuilder<ITextToSpeech>(services.AddFailover());
        services.AddSingleton<ITextToSpeech>(provider => new FailoverTextToSpeech(chain.Build("text-to-speech", provider)));
        return chain;
    }

    /// <summary>
    /// Lets another chat model answer when the one before it fails: <c>services.AddChatClient(...).UseFunctionInvocation().FallbackTo("local", ...)</c>. It belongs behind
    /// the invocation of tools, which then serves all models; of several, the first named is asked first.
    /// </summary>
    /// <param name="builder">The preferred model.</param>
    /// <param name="name">What logs and notices call the other.</param>
    /// <param name="next">Gives the other.</param>
    public static ChatClientBuilder FallbackTo(this ChatClientBuilder builder, string name, Func<IServiceProvider, IChatClient> next)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(next);
        return builder.Use((inner, provider) =>
        {
            // Who is named first is the outermost: those named after it are in the inner chain already.
            var (first, rest) = inner is FailoverChatClient chain ? (chain.Engines[0], chain.Engines.Skip(1)) : ((NameOf(inner), inner), []);
            return new FailoverChatClient(Chain("chat", [first, (name, next(provider)), .. rest], provider));
        });
    }

    /// <summary>Sets when chains change over and back; <see cref="FailoverOptions.Section"/> is where it is configured.</summary>
    public static IServiceCollection ConfigureFailover(this IServiceCollection services, Action<FailoverOptions> configure)
    {
        services.AddFailover();
        services.AddOptions<FailoverOptions>().Configure(configure).ValidateOnStart();
        return services;
    }

    internal static FailoverChain<T> Chain<T>(string kind, IEnumerable<(string Name, T Engine)> engines, IServiceProvider provider)
        where T : class
        => new(
            kind,
            engines,
            provider.GetService<IOptions<FailoverOptions>>()?.Value ?? new(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILoggerFactory>()?.CreateLogger("Parley.Speech.Failover") ?? NullLogger.Instance,
            provider.GetServices<IFailoverListener>());

    private static IServiceCollection AddFailover(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FailoverOptions>, FailoverOptionsValidator>());
        services.AddClock();
        return services;
    }

    private static string NameOf(IChatClient client) => client.GetService<ChatClientMetadata>()?.ProviderName ?? client.GetType().Name;
}
