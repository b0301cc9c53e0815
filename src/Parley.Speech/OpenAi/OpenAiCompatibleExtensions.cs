using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Agents;

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
        services.TryAddSingleton<OpenAiConnection>();

        var options = new OpenAiCompatibleOptions();
        configure(options);
        if (options.ChatModel is { Length: > 0 })
        {
            services.AddChatClient(provider => new OpenAiChat(provider.GetRequiredService<OpenAiConnection>())).UseFunctionInvocation();
        }

        if (options.TranscriptionModel is { Length: > 0 })
        {
            services.AddSingleton<ISpeechToText, OpenAiSpeechToText>();
        }

        if (options.SpeechModel is { Length: > 0 })
        {
            services.AddSingleton<ITextToSpeech, OpenAiTextToSpeech>();
        }

        return services;
    }
}
