namespace Parley.Server.Hosting;

/// <summary>Recordings of calls: <c>Parley:Recording</c>.</summary>
public sealed class RecordingOptions
{
    /// <summary>
    /// The folder for a stereo WAV file (callee left, agent right) and a transcript per call leg, and a transcript per session as JSON. Default: nothing is recorded.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>
    /// Whether the sound of a leg is only kept once the agent says so (<c>UseRecordingConsent</c>, <c>session.ResumeRecordingAsync</c>): until then there is silence in its
    /// file. Default: no.
    /// </summary>
    public bool NeedsConsent { get; set; }

    /// <summary>Whether numbers of payment cards are taken out of transcripts, events and logs. Default: yes.</summary>
    public bool RedactCardNumbers { get; set; } = true;
}
