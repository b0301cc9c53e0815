using System.ComponentModel.DataAnnotations;

namespace Parley.Speech.Vendors;

/// <summary>What all vendors that are reached over a WebSocket have in common: the key, and how long somebody on the phone may wait.</summary>
public abstract class SpeechVendorOptions
{
    /// <summary>The vendor's key. It is sent to the vendor only, and never written into a message or a log.</summary>
    [Required(ErrorMessage = "ApiKey is missing: the key that the vendor's console shows.")]
    public string? ApiKey { get; set; }

    /// <summary>How long it may take to connect.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vendor may keep silent while an answer is due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a connection that was refused for a reason that passes, or broke, is made again. What was not heard or spoken yet is sent again.</summary>
    [Range(0, 5)]
    public int MaxRetries { get; set; } = 1;

    /// <summary>The wait before that, unless the vendor names another; one longer than <see cref="LongestRetryDelay"/> is not waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before a repetition.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(2);
}
