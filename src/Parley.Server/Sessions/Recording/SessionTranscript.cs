using System.Globalization;
using Microsoft.Extensions.Logging;
using Parley.Agents;

namespace Parley.Server.Sessions.Recording;

/// <summary>Writes what was said on each leg of a session beside its recording, as text with times.</summary>
internal sealed partial class SessionTranscript(LegRecordings recordings, ILogger logger)
{
    private readonly Dictionary<string, (DateTimeOffset Answered, List<string> Lines)> _legs = [];

    /// <summary>Takes note of an event.</summary>
    public void Take(AgentEvent occurred)
    {
        switch (occurred)
        {
            case ParticipantJoined { Participant.Id: var leg }:
                _legs[leg] = (occurred.Timestamp, []);
                break;
            case UserTranscript { IsFinal: true } said:
                Add(said, "callee", said.Text);
                break;
            case BotTranscript said:
                Add(said, "agent", said.IsInterrupted ? $"{said.Text} [interrupted]" : said.Text);
                break;
            case AnswerDetected answer:
                Add(answer, "-", $"[answered by: {answer.AnsweredBy}, {answer.Reason}]");
                break;
            case BeepHeard beep:
                Add(beep, "-", "[beep]");
                break;
            case ParticipantLeft { Participant.Id: var leg }:
                Write(leg);
                break;
        }
    }

    private void Add(ConversationEvent occurred, string who, string text)
    {
        if (occurred.ParticipantId is { } leg && _legs.TryGetValue(leg, out var transcript))
        {
            var at = (occurred.Timestamp - transcript.Answered).TotalSeconds;
            transcript.Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{at,7:0.0} s  {who,-6}  {text}"));
        }
    }

    private void Write(string leg)
    {
        if (!recordings.IsOn || !_legs.Remove(leg, out var transcript))
        {
            return;
        }

        try
        {
            File.WriteAllLines(recordings.PathOf(leg, ".txt"), transcript.Lines);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, leg, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The transcript of leg {LegId} cannot be written")]
        public static partial void NotWritten(ILogger logger, string legId, Exception fault);
    }
}
