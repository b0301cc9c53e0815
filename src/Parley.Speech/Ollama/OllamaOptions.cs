using System.ComponentModel.DataAnnotations;
using Parley.Speech.OpenAi;

namespace Parley.Speech.Ollama;

/// <summary>A chat model on a machine of your own, served by Ollama through its OpenAI-compatible interface (docs.ollama.com/api/openai-compatibility).</summary>
public sealed class OllamaOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Ollama";

    /// <summary>The server, without path.</summary>
    [Required]
    public Uri? Server { get; set; } = new("http://127.0.0.1:11434");

    /// <summary>The model, as <c>ollama list</c> names it.</summary>
    [Required(ErrorMessage = "Model is missing: a name that 'ollama list' shows, such as llama3.2.")]
    public string? Model { get; set; }

    /// <summary>How long an answer may take to begin, and then to go on; the first one waits until the model is loaded.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is repeated after 429, 502, 503, 504 or a broken connection.</summary>
    [Range(0, 5)]
    public int MaxRetries { get; set; } = 1;

    internal OpenAiCompatibleOptions ToCompatible() => new()
    {
        BaseUrl = new Uri(Server!, "/v1"),
        ApiKey = "ollama", // It takes any, but not none.
        ChatModel = Model,
        Timeout = Timeout,
        MaxRetries = MaxRetries,
    };
}
