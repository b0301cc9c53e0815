using System.Globalization;
using System.Text.Json;
using Parley.Agents;
using Parley.Simulation.Carrier;

namespace Parley.Testing.Reports;

/// <summary>Events in a few words.</summary>
internal static class EventText
{
    /// <summary>The name of what a far end did: <c>early-media</c>.</summary>
    public static string NameOf(SimulatedCallEvent occurred) => JsonNamingPolicy.KebabCaseLower.ConvertName(occurred.Kind.ToString());

    /// <summary>What is to be said about an event besides its name.</summary>
    public static string DetailOf(AgentEvent occurred) => occurred switch
    {
        CallStateUpdated e => e.State.ToString().ToLowerInvariant(),
        ParticipantJoined e => NameOf(e.Participant),
        ParticipantLeft e => NameOf(e.Participant),
        DialoutStopped { Outcome: { } outcome } => $"by the {outcome.EndedBy.ToString().ToLowerInvariant()}",
        DialoutEvent e => e.Message ?? "",
        DtmfReceived e => e.Tone,
        AnswerDetected e => Verdict(e.AnsweredBy, e.Confidence, e.Reason),
        AnswerRevised e => Verdict(e.AnsweredBy, e.Confidence, e.Reason),
        BeepHeard e => string.Create(CultureInfo.InvariantCulture, $"{e.Frequency:0} Hz"),
        UserTranscript e => e.IsFinal ? $"\"{e.Text}\"" : $"\"{e.Text}\" (so far)",
        BotTranscript e => e.IsInterrupted ? $"\"{e.Text}\" (interrupted)" : $"\"{e.Text}\"",
        ConversationEnded e => e.Reason ?? "",
        ConversationError e => $"{e.Source}: {e.Message}",
        _ => "",
    };

    private static string NameOf(Participant participant) => participant.Info.IsLocal ? "the agent" : participant.Info.UserName ?? "";

    private static string Verdict(AnsweredBy by, double confidence, string reason) =>
        string.Create(CultureInfo.InvariantCulture, $"{by.ToString().ToLowerInvariant()} ({confidence:0.00}): {reason}");
}
