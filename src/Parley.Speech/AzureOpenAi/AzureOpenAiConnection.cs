using Microsoft.Extensions.Options;
using Parley.Speech.OpenAi;

namespace Parley.Speech.AzureOpenAi;

/// <summary>The way to one Azure OpenAI resource.</summary>
internal sealed class AzureOpenAiConnection : IDisposable
{
    public AzureOpenAiConnection(IOptions<AzureOpenAiOptions> options, TimeProvider time)
    {
#pragma warning disable CA2000 // The connection disposes its handlers.
        Way = new(options.Value.ToCompatible(), time, $"{AzureOpenAiOptions.Section}:ApiKey", new("azure-openai"), new AzureOpenAiDialect(options.Value));
#pragma warning restore CA2000
    }

    /// <summary>The way, as OpenAI's models take it.</summary>
    public OpenAiConnection Way { get; }

    /// <inheritdoc/>
    public void Dispose() => Way.Dispose();
}
