using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Recording;
using Parley.Server.Storage;

namespace Parley.Server.Api.Sessions;

/// <summary><c>/v1/agents/{agent}/sessions/{id}/transcript</c> and <c>/recordings</c>: what was said in a session, in words and in sound.</summary>
internal sealed partial class RecordingEndpoints(AgentCatalog agents, SessionStore sessions, LegRecordings recordings, ILogger<RecordingEndpoints> logger)
{
    private static readonly ApiError NoTranscript = new(404, "not-found", "There is no transcript of the session: it is written when a call leg leaves, where Parley:Recording:Folder is set.");
    private static readonly ApiError Damaged = new(404, "transcript-damaged", "The transcript of the session cannot be read: its file is damaged. The sound may be there all the same, in the recording folder.");
    private static readonly ApiError NoRecording = new(404, "not-found", "There is no such recording.");

    public async Task<IResult> TranscriptAsync(string agent, string id, CancellationToken cancellationToken)
    {
        var (refusal, document) = await ReadAsync(agent, id, cancellationToken);
        return refusal ?? (document is null ? NoTranscript.ToResult() : TypedResults.Json(document, TranscriptJson.Default.TranscriptDocument));
    }

    public async Task<IResult> ListAsync(string agent, string id, CancellationToken cancellationToken)
    {
        var (refusal, document) = await ReadAsync(agent, id, cancellationToken);
        return refusal ?? TypedResults.Json(
            new RecordingListDocument(
            [
                .. (document?.Legs ?? []).Select(leg => (Leg: leg, File: new FileInfo(recordings.PathOf(leg.LegId, ".wav")))).Where(leg => leg.File.Exists)
                    .Select(leg => new RecordingDocument(leg.Leg.LegId, leg.Leg.JoinedAt, leg.Leg.LeftAt, leg.File.Length)),
            ]),
            TranscriptJson.Default.RecordingListDocument);
    }

    public async Task<IResult> GetAsync(string agent, string id, string leg, CancellationToken cancellationToken)
    {
        var (refusal, document) = await ReadAsync(agent, id, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        // Only a leg of this session: the name never comes from the request alone.
        var file = document?.Legs.FirstOrDefault(candidate => candidate.LegId == leg) is { } found ? new FileInfo(recordings.PathOf(found.LegId, ".wav")) : null;
        return file is { Exists: true } ? TypedResults.PhysicalFile(file.FullName, "audio/wav", file.Name, enableRangeProcessing: true) : NoRecording.ToResult();
    }

    private async Task<(IResult? Refusal, TranscriptDocument? Document)> ReadAsync(string agent, string id, CancellationToken cancellationToken)
    {
        if (!agents.Contains(agent))
        {
            return (ApiError.NoSuchAgent.ToResult(), null);
        }

        if (!Guid.TryParse(id, out var guid) || await sessions.FindAsync(agent, guid, cancellationToken) is null)
        {
            return (ApiError.NoSuchSession.ToResult(), null);
        }

        if (!recordings.IsOn)
        {
            return (null, null);
        }

        try
        {
            var document = JsonSerializer.Deserialize(File.ReadAllBytes(recordings.PathOf($"{guid}", ".json")), TranscriptJson.Default.TranscriptDocument);
            return IsWhole(document) ? (null, document) : (Damage(guid, null), null);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return (Damage(guid, fault), null);
        }
    }

    private static bool IsWhole(TranscriptDocument? document) => document is { Legs: { } legs } && legs.All(leg => leg is { LegId.Length: > 0, Entries: not null });

    private IResult Damage(Guid session, Exception? fault)
    {
        Log.Damaged(logger, session, fault);
        return Damaged.ToResult();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The transcript of session {SessionId} cannot be read")]
        public static partial void Damaged(ILogger logger, Guid sessionId, Exception? fault);
    }
}
