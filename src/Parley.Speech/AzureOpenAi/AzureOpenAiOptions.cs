using System.ComponentModel.DataAnnotations;
using Parley.Speech.OpenAi;

namespace Parley.Speech.AzureOpenAi;

/// <summary>
/// Where an Azure OpenAI resource is, and which of its deployments are used. A deployment that is not named is not used.
/// Addresses: learn.microsoft.com/azure/foundry/openai/api-version-lifecycle and .../openai/reference.
/// </summary>
public sealed class AzureOpenAiOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:AzureOpenAi";

    /// <summary>The resource, without path, such as <c>https://contoso.openai.azure.com</c>.</summary>
    [Required(ErrorMessage = "Endpoint is missing: the resource's address, such as https://contoso.openai.azure.com.")]
    public Uri? Endpoint { get; set; }

    /// <summary>One of the resource's two keys; it goes in the header <c>api-key</c>.</summary>
    [Required(ErrorMessage = "ApiKey is missing: one of the two keys that the portal shows under Keys and Endpoint.")]
    public string? ApiKey { get; set; }

    /// <summary><c>v1</c> for <c>/openai/v1/...</c>; a dated version, such as <c>2024-10-21</c>, for <c>/openai/deployments/...?api-version=...</c>.</summary>
    [Required, RegularExpression(@"v1|\d{4}-\d{2}-\d{2}(-preview)?", ErrorMessage = "ApiVersion is v1 or a dated version such as 2024-10-21.")]
    public string ApiVersion { get; set; } = "v1";

    /// <summary>The deployment that thinks.</summary>
    public string? ChatDeployment { get; set; }

    /// <summary>The deployment that turns speech into text.</summary>
    public string? TranscriptionDeployment { get; set; }

    /// <summary>The deployment that turns text into speech.</summary>
    public string? SpeechDeployment { get; set; }

    /// <summary>The voice, if the agent asks for none.</summary>
    [Required]
    public string Voice { get; set; } = "alloy";

    /// <summary>How long an answer may take to begin, and then to go on.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a request is repeated after 429, 502, 503, 504 or a broken connection.</summary>
    [Range(0, 5)]
    public int MaxRetries { get; set; } = 1;

    /// <summary>The wait before that, unless the server names another of at most 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    internal bool IsDated => ApiVersion != "v1";

    internal OpenAiCompatibleOptions ToCompatible() => new()
    {
        BaseUrl = new Uri(Endpoint!, IsDated ? "/openai" : "/openai/v1"),
        ApiKey = ApiKey,
        ChatModel = ChatDeployment,
        TranscriptionModel = TranscriptionDeployment,
        SpeechModel = SpeechDeployment,
        Voice = Voice,
        Timeout = Timeout,
        MaxRetries = MaxRetries,
        RetryDelay = RetryDelay,
    };
}
