using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Simulation.Scripts;
using Parley.Speech;
using Parley.Speech.Espeak;
using Parley.Speech.Onnx.SileroVad;
using Parley.Speech.Onnx.SmartTurn;
using Parley.Speech.OpenAi;

namespace Parley.Cli.Serving;

/// <summary>
/// Voice, transcription and chat model: those of vendors and OpenAI-compatible servers as far as they are configured, else espeak-ng and scripts that are named as such.
/// </summary>
internal static class BundledSpeech
{
    /// <summary>Registers them.</summary>
    public static void AddBundledSpeech(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddEspeak(builder.Configuration.GetSection(EspeakOptions.Section).Bind);
        services.AddChatClient(s => new ScriptedChatClient(ChatScript.Clinic, s.GetRequiredService<TimeProvider>())).UseFunctionInvocation();
        services.AddSingleton<NetworkScript>();
        services.AddSingleton<ISpeechToText>(s => new ScriptedSpeechToText(s.GetRequiredService<NetworkScript>()));

        var models = builder.Configuration.GetSection(OpenAiCompatibleOptions.Section);
        if (models.Exists())
        {
            services.AddOpenAiCompatible(models.Bind);
        }

        services.AddSpeechVendors(builder.Configuration);
        services.AddSileroVad(builder.Configuration.GetSection(SileroVadOptions.Section).Bind);
        services.AddSmartTurn(builder.Configuration.GetSection(SmartTurnOptions.Section).Bind);
    }

    /// <summary>Whether a script answers, since no chat model is configured.</summary>
    public static bool IsBrainScripted(IServiceProvider services) =>
        services.GetRequiredService<IChatClient>().GetService<ScriptedChatClient>() is not null;

    /// <summary>Whether the words of callees come from a script, since no transcription is configured.</summary>
    public static bool IsTranscriptionScripted(IServiceProvider services) => services.GetRequiredService<ISpeechToText>() is ScriptedSpeechToText;

    /// <summary>Lets the voice speak once, so that a missing one is known before the first call.</summary>
    /// <exception cref="SpeechException">There is no voice; the message says what to do about it.</exception>
    public static async Task TryVoiceAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await foreach (var _ in services.GetRequiredService<ITextToSpeech>().SynthesizeAsync("Hello.", new(), cancellationToken))
        {
            return;
        }
    }

    /// <summary>What is in use, in a line each.</summary>
    public static IEnumerable<string> Describe(IServiceProvider services)
    {
        yield return IsBrainScripted(services)
            ? "Chat model: none is configured; a small script answers (Parley:OpenAi:BaseUrl, ApiKey, ChatModel)"
            : "Chat model: as configured";
        yield return IsTranscriptionScripted(services)
            ? "Transcription: none is configured; the words of callees come from a script (Parley:OpenAi:TranscriptionModel)"
            : "Transcription: as configured";
    }
}
