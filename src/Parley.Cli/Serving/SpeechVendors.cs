using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.AzureOpenAi;
using Parley.Speech.Cartesia;
using Parley.Speech.Deepgram;
using Parley.Speech.ElevenLabs;
using Parley.Speech.Espeak;
using Parley.Speech.Failover;
using Parley.Speech.Ollama;
using Parley.Speech.OpenAi;
using Parley.Speech.OpenAiRealtime;
using Parley.Speech.Phrases;

namespace Parley.Cli.Serving;

/// <summary>The vendors whose sections the configuration has, as chains: the next one takes over when one fails.</summary>
internal static class SpeechVendors
{
    private const string OrderKey = "Parley:Speech:Order";
    private const string Local = "espeak"; // sounds so different that it takes over only where somebody asked for it
    private static readonly string[] Known = ["deepgram", "elevenlabs", "cartesia", "openai", "azure-openai", "ollama", Local];

    /// <summary>Registers them.</summary>
    /// <exception cref="InvalidDataException">The order names a vendor that is not known.</exception>
    public static void AddSpeechVendors(this IServiceCollection services, IConfiguration configuration)
    {
        var order = configuration.GetSection(OrderKey).Get<string[]>() ?? [.. Known.Where(name => name != Local)];
        if (order.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            throw new InvalidDataException($"{OrderKey} names '{unknown}'; known are {string.Join(", ", Known)}.");
        }

        var openAi = configuration.GetSection(OpenAiCompatibleOptions.Section);
        var azure = configuration.GetSection(AzureOpenAiOptions.Section);
        var (deepgram, elevenLabs, cartesia, ollama) = (
            configuration.GetSection(DeepgramOptions.Section), configuration.GetSection(ElevenLabsOptions.Section),
            configuration.GetSection(CartesiaOptions.Section), configuration.GetSection(OllamaOptions.Section));
        Dictionary<string, Func<IServiceProvider, ISpeechToText>> ears = [];
        Dictionary<string, Func<IServiceProvider, ITextToSpeech>> voices = [];
        Dictionary<string, Func<IServiceProvider, IChatClient>> brains = [];
        if (deepgram.Exists())
        {
            services.AddDeepgram(deepgram.Bind);
            ears.Add("deepgram", provider => provider.GetRequiredService<DeepgramSpeechToText>());
        }

        if (elevenLabs.Exists())
        {
            services.AddElevenLabs(elevenLabs.Bind);
            voices.Add("elevenlabs", provider => provider.GetRequiredService<ElevenLabsTextToSpeech>());
        }

        if (cartesia.Exists())
        {
            services.AddCartesia(cartesia.Bind);
            voices.Add("cartesia", provider => provider.GetRequiredService<CartesiaTextToSpeech>());
        }

        if (azure.Exists())
        {
            services.AddAzureOpenAi(azure.Bind);
            Add(ears, azure, nameof(AzureOpenAiOptions.TranscriptionDeployment), "azure-openai", provider => provider.GetRequiredService<AzureOpenAiSpeechToText>());
            Add(voices, azure, nameof(AzureOpenAiOptions.SpeechDeployment), "azure-openai", provider => provider.GetRequiredService<AzureOpenAiTextToSpeech>());
            Add(brains, azure, nameof(AzureOpenAiOptions.ChatDeployment), "azure-openai", provider => provider.CreateAzureOpenAiChat());
        }

        if (ollama.Exists())
        {
            services.AddOllama(ollama.Bind);
            brains.Add("ollama", provider => provider.CreateOllamaChat());
        }

        if (configuration.GetSection(OpenAiRealtimeOptions.Section) is var realtime && realtime.Exists())
        {
            services.AddOpenAiRealtime(realtime.Bind);
        }

        Add(ears, openAi, nameof(OpenAiCompatibleOptions.TranscriptionModel), "openai", provider => provider.GetRequiredService<OpenAiSpeechToText>());
        Add(voices, openAi, nameof(OpenAiCompatibleOptions.SpeechModel), "openai", provider => provider.GetRequiredService<OpenAiTextToSpeech>());
        Add(brains, openAi, nameof(OpenAiCompatibleOptions.ChatModel), "openai", provider => provider.CreateOpenAiChat());
        if (voices.Count > 0)
        {
            voices.Add(Local, provider => new PhraseCache(provider.GetRequiredService<EspeakTextToSpeech>(), provider.GetRequiredService<IOptions<PhraseCacheOptions>>()));
        }

        services.ConfigureFailover(configuration.GetSection(FailoverOptions.Section).Bind);
        services.AddChains(InOrder(ears, order), InOrder(voices, order), InOrder(brains, order));
    }

    private static void AddChains(
        this IServiceCollection services,
        List<(string Name, Func<IServiceProvider, ISpeechToText> Create)> ears,
        List<(string Name, Func<IServiceProvider, ITextToSpeech> Create)> voices,
        List<(string Name, Func<IServiceProvider, IChatClient> Create)> brains)
    {
        if (ears.Count > 0)
        {
            var chain = services.AddSpeechToTextChain();
            ears.ForEach(ear => chain.FallbackTo(ear.Name, ear.Create));
        }

        if (voices.Count > 0)
        {
            var chain = services.AddTextToSpeechChain();
            voices.ForEach(voice => chain.FallbackTo(voice.Name, voice.Create));
        }

        if (brains.Count > 0)
        {
            var chain = services.AddChatClient(brains[0].Create).UseFunctionInvocation();
            brains[1..].ForEach(brain => chain.FallbackTo(brain.Name, brain.Create));
        }
    }

    private static void Add<T>(Dictionary<string, Func<IServiceProvider, T>> engines, IConfigurationSection section, string model, string name, Func<IServiceProvider, T> create)
    {
        if (section[model] is { Length: > 0 })
        {
            engines.Add(name, create);
        }
    }

    private static List<(string Name, Func<IServiceProvider, T> Create)> InOrder<T>(Dictionary<string, Func<IServiceProvider, T>> engines, string[] order) =>
        [.. order.Distinct().Where(engines.ContainsKey).Select(name => (name, engines[name]))];
}
