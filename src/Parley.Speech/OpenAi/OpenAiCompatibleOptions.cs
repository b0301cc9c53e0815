using System.ComponentModel.DataAnnotations;

namespace Parley.Speech.OpenAi;

/// <summary>Where a server that speaks OpenAI's HTTP interface is, and which of its models are used. A model that is not named is not used.</summary>
public sealed class OpenAiCompatibleOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:OpenAi";

    /// <summary>The address up to and with the version, such as <c>http://127.0.0.1:8000/v1</c>.</summary>
    [Required(ErrorMessage = "OpenAi:BaseUrl is missing: the server's address up to and with the version, such as http://127.0.0.1:8000/v1.")]
    public Uri? BaseUrl { get; set; }

    /// <summary>The key. Servers of one's own often take any text.</summary>
    [Required(ErrorMessage = "OpenAi:ApiKey is missing; a server that needs none takes any text.")]
    public string? ApiKey { get; set; }

    /// <summary>The model that thinks (<c>/chat/completions</c>).</summary>
    public string? ChatModel { get; set; }

    /// <summary>The model that turns speech into text (<c>/audio/transcriptions</c>).</summary>
    public string? TranscriptionModel { get; set; }

    /// <summary>The model that turns text into speech (<c>/audio/speech</c>).</summary>
    public string? SpeechModel { get; set; }

    /// <summary>The voice, if the agent asks for none.</summary>
    [Required]
    public string Voice { get; set; } = "alloy";

    /// <summary>How long an answer may take to begin, and then to go on.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a request is repeated after 429, 502, 503, 504 or a broken connection. Somebody is waiting on the phone.</summary>
    [Range(0, 5)]
    public int MaxRetries { get; set; } = 1;

    /// <summary>The wait before a repetition, unless the server names another; one longer than <see cref="LongestRetryDelay"/> is not waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait before a repetition.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(2);
}
