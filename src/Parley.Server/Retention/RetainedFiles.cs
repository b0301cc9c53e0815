using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Recording;

namespace Parley.Server.Retention;

/// <summary>Files of calls in a folder of the configuration, by the time of their last change. Only such as Parley names them, after a session, a leg or a room's recording: others are not ours.</summary>
internal abstract partial class RetainedFiles(string? folder, string[] endings, ILogger logger) : IRetained
{
    private const int IdLength = 36;

    public abstract string Name { get; }

    public abstract TimeSpan? Keep(RetentionOptions options);

    public Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
        => Task.FromResult(folder is null || !Directory.Exists(folder) ? 0 : Purge(new DirectoryInfo(folder), before, most, cancellationToken));

    private int Purge(DirectoryInfo files, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var (found, gone) = (0, 0);
        foreach (var file in files.EnumerateFiles().Where(f => IsOurs(f) && f.LastWriteTimeUtc < before.UtcDateTime).Take(most))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found++;
            try
            {
                file.Delete();
                gone++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NotDeleted(logger, e, file.Name);
            }
        }

        return gone == found ? gone : 0;   // What cannot be deleted today is tried again tomorrow, not at once.
    }

    private bool IsOurs(FileInfo file)
    {
        var name = file.Name.AsSpan();
        name = name.StartsWith(RoomRecording.Prefix, StringComparison.Ordinal) ? name[RoomRecording.Prefix.Length..] : name;
        return endings.Contains(file.Extension) && file.LinkTarget is null && name.Length > IdLength && Guid.TryParseExact(name[..IdLength], "D", out _);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The file {Name} is to be deleted, but cannot be")]
        public static partial void NotDeleted(ILogger logger, Exception exception, string name);
    }
}

/// <summary>Recordings.</summary>
internal sealed class RetainedRecordings(IOptions<ParleyOptions> options, ILogger<RetainedRecordings> logger) : RetainedFiles(options.Value.Recording.Folder, [".wav"], logger)
{
    public override string Name => "recordings";

    public override TimeSpan? Keep(RetentionOptions options) => options.Recordings;
}

/// <summary>Transcripts.</summary>
internal sealed class RetainedTranscripts(IOptions<ParleyOptions> options, ILogger<RetainedTranscripts> logger) : RetainedFiles(options.Value.Recording.Folder, [".txt", ".json"], logger)
{
    public override string Name => "transcripts";

    public override TimeSpan? Keep(RetentionOptions options) => options.Transcripts;
}

/// <summary>Captures and their ladders.</summary>
internal sealed class RetainedCaptures(IOptions<ParleyOptions> options, ILogger<RetainedCaptures> logger) : RetainedFiles(options.Value.Capture.Directory, [".pcap", ".svg"], logger)
{
    public override string Name => "captures";

    public override TimeSpan? Keep(RetentionOptions options) => options.Captures;
}
