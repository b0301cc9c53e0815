using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Agents;
using Parley.Speech.OpenAi;
using Parley.Speech.Vendors;

namespace Parley.Speech.AzureOpenAi;

/// <summary>Adds the models of an Azure OpenAI resource.</summary>
public static class AzureOpenAiExtensions
{
    /// <summary>
    /// Adds an <see cref="IChatClient"/> that calls its tools by itself, an <see cref="ISpeechToText"/> and an <see cref="ITextToSpeech"/>, each only if its deployment is
    /// named. They take the place of whatever is registered already. Wrong options are refused when the host starts.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets resource, key and deployments; <see cref="AzureOpenAiOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddAzureOpenAi(this IServiceCollection services, Action<AzureOpenAiOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddVendor<AzureOpenAiOptions, AzureOpenAiOptionsValidator>(configure);
        services.TryAddSingleton<AzureOpenAiConnection>();
        services.TryAddSingleton(provider => new AzureOpenAiSpeechToText(provider.GetRequiredService<AzureOpenAiConnection>()));
        services.TryAddSingleton(provider => new AzureOpenAiTextToSpeech(provider.GetRequiredService<AzureOpenAiConnection>()));
        services.AddUsage<AzureOpenAiConnection>(connection => connection.Way.Usage);

        var options = new AzureOpenAiOptions();
        configure(options);
        if (options.ChatDeployment is { Length: > 0 })
        {
            services.AddChatClient(CreateAzureOpenAiChat).UseFunctionInvocation();
        }

        if (options.TranscriptionDeployment is { Length: > 0 })
        {
            services.AddSingleton<ISpeechToText>(provider => provider.GetRequiredService<AzureOpenAiSpeechToText>());
        }

        if (options.SpeechDeployment is { Length: > 0 })
        {
            services.AddSingleton<ITextToSpeech>(provider => provider.GetRequiredService<AzureOpenAiTextToSpeech>());
        }

        return services;
    }

    /// <summary>The bare chat model, without the invocation of tools: for a chain of models of your own.</summary>
    /// <param name="services">The host's services, to which <see cref="AddAzureOpenAi"/> added the resource.</param>
    public static IChatClient CreateAzureOpenAiChat(this IServiceProvider services) => new OpenAiChat(services.GetRequiredService<AzureOpenAiConnection>().Way);
}
