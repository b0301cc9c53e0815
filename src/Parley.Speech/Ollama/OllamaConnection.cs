using Microsoft.Extensions.Options;
using Parley.Speech.OpenAi;

namespace Parley.Speech.Ollama;

/// <summary>The way to one Ollama server.</summary>
internal sealed class OllamaConnection(IOptions<OllamaOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The way, as OpenAI's models take it.</summary>
    public OpenAiConnection Way { get; } = new(options.Value.ToCompatible(), time, $"{OllamaOptions.Section}:Server", new("ollama"));

    /// <inheritdoc/>
    public void Dispose() => Way.Dispose();
}
