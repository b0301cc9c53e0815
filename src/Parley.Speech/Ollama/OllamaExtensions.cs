using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Speech.OpenAi;
using Parley.Speech.Vendors;

namespace Parley.Speech.Ollama;

/// <summary>Adds a chat model that Ollama serves.</summary>
public static class OllamaExtensions
{
    /// <summary>
    /// Adds an <see cref="IChatClient"/> that calls its tools by itself. Takes the place of whatever is registered already. Other local servers (vLLM, llama.cpp, LM Studio,
    /// LocalAI) are added with <see cref="OpenAiCompatibleExtensions.AddOpenAiCompatible"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets server and model; <see cref="OllamaOptions.Section"/> is where they are configured.</param>
    public static IServiceCollection AddOllama(this IServiceCollection services, Action<OllamaOptions> configure)
    {
        services.AddVendor<OllamaOptions, OllamaOptionsValidator>(configure);
        services.TryAddSingleton<OllamaConnection>();
        services.AddUsage<OllamaConnection>(connection => connection.Way.Usage);
        services.AddChatClient(CreateOllamaChat).UseFunctionInvocation();
        return services;
    }

    /// <summary>The bare chat model, without the invocation of tools: for a chain of models of your own.</summary>
    /// <param name="services">The host's services, to which <see cref="AddOllama"/> added the server.</param>
    public static IChatClient CreateOllamaChat(this IServiceProvider services) => new OpenAiChat(services.GetRequiredService<OllamaConnection>().Way);
}
