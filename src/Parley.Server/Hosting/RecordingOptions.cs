namespace Parley.Server.Hosting;

/// <summary>Recordings of calls: <c>Parley:Recording</c>.</summary>
public sealed class RecordingOptions
{
    /// <summary>The folder for a stereo WAV file (callee left, agent right) and a transcript per call leg. Default: nothing is recorded.</summary>
    public string? Folder { get; set; }
}
