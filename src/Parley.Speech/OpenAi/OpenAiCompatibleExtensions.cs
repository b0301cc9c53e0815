using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAi;

/// <summary>Adds the models of an OpenAI-compatible server.</summary>
public static class OpenAiCompatibleExtensions
{
    /// <summary>
    /// Adds an <see cref="IChatClient"/> that calls its tools by itself, an <see cref="ISpeechToText"/> and an <see cref="ITextToSpeech"/>, each only if its model is
    /// named. They come after whatever is registered already, and so take its place. Wrong options are refused when the host starts.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets address, key and models; <see cref="OpenAiCompatibleOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddOpenAiCompatible(this IServiceCollection services, Action<OpenAiCompatibleOptions> configure)
    {
        services.AddOptions<OpenAiCompatibleOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OpenAiCompatibleOptions>, OpenAiCompatibleOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new OpenAiConnection(
            provider.GetRequiredService<IOptions<OpenAiCompatibleOptions>>().Value, provider.GetRequiredService<TimeProvider>(), "OpenAi:ApiKey", new("openai")));
        services.TryAddSingleton(provider => new OpenAiSpeechToText(provider.GetRequiredService<OpenAiConnection>()));
        services.TryAddSingleton(provider => new OpenAiTextToSpeech(provider.GetRequiredService<OpenAiConnection>()));
        services.AddUsage<OpenAiConnection>(connection => connection.Usage);

        var options = new OpenAiCompatibleOptions();
        configure(options);
        if (options.ChatModel is { Length: > 0 })
        {
            services.AddChatClient(CreateOpenAiChat).UseFunctionInvocation();
        }

        if (options.TranscriptionModel is { Length: > 0 })
        {
            services.AddSingleton<ISpeechToText>(provider => provider.GetRequiredService<OpenAiSpeechToText>());
        }

        if (options.SpeechModel is { Length: > 0 })
        {
            services.AddSingleton<ITextToSpeech>(provider => provider.GetRequiredService<OpenAiTextToSpeech>());
        }

        return services;
    }

    /// <summary>The bare chat model, without the invocation of tools: for a chain of models of your own.</summary>
    /// <param name="services">The host's services, to which <see cref="AddOpenAiCompatible"/> added the server.</param>
    public static IChatClient CreateOpenAiChat(this IServiceProvider services) => new OpenAiChat(services.GetRequiredService<OpenAiConnection>());
}
