using System.ComponentModel.DataAnnotations;
using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>How Deepgram listens. Fields: developers.deepgram.com/reference/speech-to-text/listen-streaming.</summary>
public sealed class DeepgramOptions : SpeechVendorOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:Deepgram";

    /// <summary>The server, without path: the vendor's, its European one, or one of your own.</summary>
    [Required]
    public Uri? Server { get; set; } = new("wss://api.deepgram.com");

    /// <summary>The model.</summary>
    [Required]
    public string Model { get; set; } = "nova-3";

    /// <summary>The language, as a BCP 47 tag, if the agent asks for none; the model's own when neither does.</summary>
    public string? Language { get; set; }

    /// <summary>Whether sound of 8 kHz travels as mu-law, one byte a sample, as it came from the phone line. Other rates always travel as 16-bit samples.</summary>
    public bool UseMuLaw { get; set; } = true;

    /// <summary>Whether numbers, dates and the like are written as people write them (<c>smart_format</c>).</summary>
    public bool SmartFormat { get; set; } = true;

    /// <summary>
    /// The silence after which words become final within a turn (<c>endpointing</c>, in milliseconds on the wire); zero switches it off. The end of the turn is not
    /// told by this, but by the conversation.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan Endpointing { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether the vendor must not learn from the sound (<c>mip_opt_out</c>); its price differs.</summary>
    public bool OptOutOfTraining { get; set; }

    /// <summary>How long to wait for the last words once the turn is over; what is only provisional then is taken as final.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan FinalizeTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a quiet connection says that it lives; the vendor hangs up after 10 s without a word.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:00:08")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a connection is kept for a next turn; zero makes a new one for each turn.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
