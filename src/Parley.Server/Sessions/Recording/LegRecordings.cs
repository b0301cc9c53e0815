using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Rooms;
using Parley.Server.Hosting;

namespace Parley.Server.Sessions.Recording;

/// <summary>Where calls are recorded: one stereo WAV file per leg in the configured folder, or nowhere.</summary>
internal sealed partial class LegRecordings(IOptions<ParleyOptions> options, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<LegRecordings>();

    /// <summary>Whether calls are recorded at all.</summary>
    public bool IsOn => options.Value.Recording.Folder is not null;

    /// <summary>Whether silence is recorded until the agent has consent.</summary>
    public bool NeedsConsent => options.Value.Recording.NeedsConsent;

    /// <summary>The file of a leg with the given ending, whether it exists or not.</summary>
    public string PathOf(string legId, string ending) => Path.Combine(options.Value.Recording.Folder!, legId + ending);

    /// <summary>Begins the recording of a leg. Without a folder, or when the file cannot be made, there is none, and the call goes on.</summary>
    public CallRecorder? Start(string legId)
    {
        if (!IsOn)
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(options.Value.Recording.Folder!);
            return new CallRecorder(File.Create(PathOf(legId, ".wav")), 8000, time, loggers) { IsPaused = NeedsConsent };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.NotStarted(_logger, legId, fault);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Leg {LegId} cannot be recorded; the call goes on without")]
        public static partial void NotStarted(ILogger logger, string legId, Exception fault);
    }
}
