using System.ComponentModel.DataAnnotations;

namespace Parley.Speech.Failover;

/// <summary>When a chain of engines goes on to the next, and when it comes back.</summary>
public sealed class FailoverOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:Failover";

    /// <summary>
    /// How long an engine may let somebody on the phone wait before the next is asked: for the first sound of a text, the first word of an answer, and for the words of a
    /// turn once it is over. Zero waits as long as the engine itself does. The last engine of a chain is not hurried.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FirstAnswer { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long an engine that failed is passed over. Then one request tries it, and if that goes well, all others follow.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests in a row must fail before an engine is passed over. Each of them goes on to the next engine all the same.</summary>
    [Range(1, 100)]
    public int FailuresToPause { get; set; } = 1;
}
