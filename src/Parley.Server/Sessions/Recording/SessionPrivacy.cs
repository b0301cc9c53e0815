using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Hosting;

namespace Parley.Server.Sessions.Recording;

/// <summary>What of a session's events may be kept, and what of its words clients in the room may see. One for each of both: it follows the events in their order.</summary>
/// <param name="redactors">Take words out.</param>
/// <param name="logger">Is told of one that fails.</param>
internal sealed partial class SessionPrivacy(IEnumerable<ITranscriptRedactor> redactors, ILogger logger) : ISessionPrivacy
{
    public const string Withheld = "[withheld: it could not be redacted]";

    private readonly ITranscriptRedactor[] _redactors = [.. redactors];
    private readonly HashSet<string> _paused = [];

    /// <summary>The event as it may be kept; <see langword="null"/> when nothing of it may.</summary>
    public AgentEvent? Apply(AgentEvent occurred)
    {
        switch (occurred)
        {
            case RecordingPaused paused:
                _paused.Add(paused.SessionId);
                return paused;
            case RecordingResumed resumed:
                _paused.Remove(resumed.SessionId);
                return resumed;
            case DtmfReceived key when _paused.Contains(key.SessionId):
                return null;
            case UserTranscript or BotTranscript when Withholds(((ConversationEvent)occurred).ParticipantId):
                return null;
            case UserTranscript words:
                return words with { Text = Redact(words.Text) };
            case BotTranscript words:
                return words with { Text = Redact(words.Text) };
            case RecordingConsentTaken { Answer: { } answer } consent:
                return consent with { Answer = Redact(answer) };
            case FunctionCallStarted { Arguments: { } arguments } call:
                return Redact(arguments.GetRawText()) is var text && text == arguments.GetRawText() ? call : call with { Arguments = null };
            case FunctionCallEnded { Result: { } result } call:
                return call with { Result = Redact(result) };
            default:
                return occurred;
        }
    }

    /// <inheritdoc/>
    public bool Withholds(string? participantId) => participantId is { } leg ? _paused.Contains(leg) : _paused.Count > 0;

    /// <inheritdoc/>
    public string Redact(string words)
    {
        try
        {
            return _redactors.Aggregate(words, (left, redactor) => redactor.Redact(left));
        }
#pragma warning disable CA1031 // What a redactor could not look through is not kept, and the session goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.RedactorFailed(logger, fault);
            return Withheld;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A transcript redactor failed; the words are withheld")]
        public static partial void RedactorFailed(ILogger logger, Exception fault);
    }
}
