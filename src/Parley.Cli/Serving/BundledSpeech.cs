using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Simulation.Scripts;
using Parley.Speech.Espeak;
using Parley.Speech.OpenAi;

namespace Parley.Cli.Serving;

/// <summary>
/// Voice, transcription and chat model: those of an OpenAI-compatible server as far as one is configured, else espeak-ng and scripts that are named as such.
/// </summary>
internal static class BundledSpeech
{
    /// <summary>Registers them.</summary>
    public static void AddBundledSpeech(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddEspeak(builder.Configuration.GetSection(EspeakOptions.Section).Bind);
        services.AddSingleton<IChatClient>(s => new ScriptedChatClient(ChatScript.Appointment, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NetworkScript>();
        services.AddSingleton<ISpeechToText>(s => new ScriptedSpeechToText(s.GetRequiredService<NetworkScript>()));

        var models = builder.Configuration.GetSection(OpenAiCompatibleOptions.Section);
        if (models.Exists())
        {
            services.AddOpenAiCompatible(models.Bind);
        }
    }

    /// <summary>What is in use, in a line each.</summary>
    public static IEnumerable<string> Describe(IServiceProvider services)
    {
        yield return services.GetRequiredService<IChatClient>() is ScriptedChatClient
            ? "Chat model: none is configured; a small script answers (Parley:OpenAi:BaseUrl, ApiKey, ChatModel)"
            : "Chat model: that of the configured server";
        yield return services.GetRequiredService<ISpeechToText>() is ScriptedSpeechToText
            ? "Transcription: none is configured; the words of callees come from a script (Parley:OpenAi:TranscriptionModel)"
            : "Transcription: that of the configured server";
    }
}
