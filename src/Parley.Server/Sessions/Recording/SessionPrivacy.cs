using Parley.Agents;
using Parley.Server.Hosting;

namespace Parley.Server.Sessions.Recording;

/// <summary>What of a session's events may be kept and shown. One session's, in order.</summary>
/// <param name="redactors">Take words out.</param>
internal sealed class SessionPrivacy(IEnumerable<ITranscriptRedactor> redactors)
{
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
            case UserTranscript or BotTranscript when ((ConversationEvent)occurred).ParticipantId is { } leg ? _paused.Contains(leg) : _paused.Count > 0:
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

    private string Redact(string text) => _redactors.Aggregate(text, (words, redactor) => redactor.Redact(words));
}
