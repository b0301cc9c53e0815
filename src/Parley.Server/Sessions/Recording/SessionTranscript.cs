using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Agents;

namespace Parley.Server.Sessions.Recording;

/// <summary>Writes what was said on each leg of a session beside its recording, as text with times, and all of it as JSON.</summary>
internal sealed partial class SessionTranscript(Guid sessionId, string agent, LegRecordings recordings, ILogger logger)
{
    private readonly OrderedDictionary<string, Leg> _legs = [];

    /// <summary>Takes note of an event.</summary>
    public void Take(AgentEvent occurred)
    {
        switch (occurred)
        {
            case ParticipantJoined { Participant.Id: var leg } when recordings.IsOn:
                _legs[leg] = new(leg, occurred.Timestamp);
                break;
            case UserStartedSpeaking begun:
                Find(begun)?.UserFrom = begun.Timestamp;
                break;
            case BotStartedSpeaking begun:
                Find(begun)?.BotFrom = begun.Timestamp;
                break;
            case UserTranscript { IsFinal: true } said:
                Find(said)?.Add(said, "callee", said.Text, Find(said)!.UserFrom);
                break;
            case BotTranscript said:
                Find(said)?.Add(said, "agent", said.Text, Find(said)!.BotFrom, entry => entry with { Interrupted = said.IsInterrupted ? true : null });
                break;
            case FunctionCallStarted call:
                Find(call)?.Add(call, "tool", call.Name, null, entry => entry with { Arguments = call.Arguments });
                break;
            case FunctionCallEnded call:
                Find(call)?.Add(call, "tool", $"{call.Name} {JsonNamingPolicy.KebabCaseLower.ConvertName($"{call.Ending}")}", null, entry => entry with { Result = call.Result });
                break;
            case AnswerDetected verdict:
                Note(verdict, $"answered by: {verdict.AnsweredBy}, {verdict.Reason}");
                break;
            case BeepHeard beep:
                Note(beep, "beep");
                break;
            case RecordingConsentTaken consent:
                Note(consent, $"recording {(consent.IsGiven ? "allowed" : "refused")}: \"{consent.Text}\"{(consent.Answer is { } answer ? $", answered \"{answer}\"" : "")}");
                break;
            case DtmfReceived { SessionId: var leg } key:
                _legs.GetValueOrDefault(leg)?.Add(key, "note", $"key {key.Tone}");
                break;
            case RecordingPaused { SessionId: var leg }:
                _legs.GetValueOrDefault(leg)?.Add(occurred, "note", "recording paused");
                break;
            case RecordingResumed { SessionId: var leg }:
                _legs.GetValueOrDefault(leg)?.Add(occurred, "note", "recording resumed");
                break;
            case ParticipantLeft { Participant.Id: var id } when _legs.TryGetValue(id, out var leg) && leg.Left is null:
                leg.Left = occurred.Timestamp;
                Write(leg);
                break;
        }
    }

    private void Note(ConversationEvent occurred, string text) => Find(occurred)?.Add(occurred, "note", text);

    private Leg? Find(ConversationEvent occurred) => occurred.ParticipantId is { } leg ? _legs.GetValueOrDefault(leg) : null;

    private void Write(Leg leg)
    {
        try
        {
            File.WriteAllLines(recordings.PathOf(leg.Id, ".txt"), leg.Entries.Select(Describe));
            var document = new TranscriptDocument(sessionId, agent, [.. _legs.Values.Where(other => other.Left is not null).Select(other => new LegTranscript(other.Id, other.Joined, other.Left, other.Entries))]);
            var path = recordings.PathOf($"{sessionId}", ".json");
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(document, TranscriptJson.Default.TranscriptDocument));
            File.Move(path + ".new", path, overwrite: true);   // Whoever reads it meanwhile sees the one or the other, whole.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, leg.Id, fault);
        }
    }

    private static string Describe(TranscriptEntry entry)
    {
        var (who, text) = entry.Kind switch
        {
            "note" => ("-", $"[{entry.Text}]"),
            "tool" => ("-", $"[tool {entry.Text}]"),
            _ => (entry.Kind, entry.Interrupted is true ? $"{entry.Text} [interrupted]" : entry.Text),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{entry.At,7:0.0} s  {who,-6}  {text}");
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The transcript of leg {LegId} cannot be written")]
        public static partial void NotWritten(ILogger logger, string legId, Exception fault);
    }

    private sealed class Leg(string id, DateTimeOffset joined)
    {
        public string Id => id;

        public DateTimeOffset Joined => joined;

        public DateTimeOffset? Left { get; set; }

        public DateTimeOffset? UserFrom { get; set; }

        public DateTimeOffset? BotFrom { get; set; }

        public List<TranscriptEntry> Entries { get; } = [];

        public void Add(AgentEvent occurred, string kind, string text, DateTimeOffset? from = null, Func<TranscriptEntry, TranscriptEntry>? more = null)
        {
            var entry = new TranscriptEntry(Seconds(occurred.Timestamp), kind, text) { From = from is { } begun ? Seconds(begun) : null };
            Entries.Add(more is null ? entry : more(entry));
        }

        private double Seconds(DateTimeOffset at) => Math.Round((at - joined).TotalSeconds, 3);
    }
}
