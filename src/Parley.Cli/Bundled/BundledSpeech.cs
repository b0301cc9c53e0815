using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Scripts;
using Parley.Speech.Espeak;
using Parley.Speech.OpenAi;

namespace Parley.Cli.Bundled;

/// <summary>
/// Who thinks, listens and speaks for the bundled agents: the models of an OpenAI-compatible server where they are configured, and otherwise
/// a script, a script and espeak-ng.
/// </summary>
internal static class BundledSpeech
{
    /// <summary>Adds chat model, transcription and voice.</summary>
    public static IParleyBuilder AddBundledSpeech(this IParleyBuilder builder)
    {
        var services = builder.Services;
        services.AddEspeak(builder.Configuration.GetSection(EspeakOptions.Section).Bind);
        services.AddSingleton<ISpeechToText>(s => new ScriptedSpeechToText(s.GetRequiredService<SimulatedNetwork>()));
        services.AddChatClient(s => new ScriptedChatClient(ChatScript.Clinic, s.GetRequiredService<TimeProvider>())).UseFunctionInvocation();

        var models = builder.Configuration.GetSection(OpenAiCompatibleOptions.Section);
        if (models.Exists())
        {
            services.AddOpenAiCompatible(models.Bind);
        }

        services.AddSingleton(SpeechInUse.Read(models.Get<OpenAiCompatibleOptions>() ?? new()));
        services.AddHostedService<SpeechCheck>();
        return builder;
    }
}
