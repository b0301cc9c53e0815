using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Parley.Agents;

/// <summary>The names under which conversations can be traced and measured with OpenTelemetry. No word that anybody said goes in.</summary>
public static class AgentDiagnostics
{
    /// <summary>Name of the activity source (one activity per answered turn, one below it per stage) and of the meter.</summary>
    public const string Name = "Parley.Agents";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.2, 1.5, 2, 3, 5, 10] };

    private static readonly Histogram<double> VoiceToVoice =
        Meter.CreateHistogram("parley.turn.voice_to_voice", "s", "From the other side's last sound to the bot's first.", tags: null, Waits);

    private static readonly Histogram<double> TurnEnd =
        Meter.CreateHistogram("parley.turn.end_delay", "s", "From the other side's last sound until its turn was taken for ended.", tags: null, Waits);

    private static readonly Histogram<double> Overhead = Meter.CreateHistogram(
        "parley.turn.overhead",
        "s",
        "What the framework itself adds, model, voice and silence window left out.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.2, 0.5, 1] });

    private static readonly Histogram<double> FirstToken =
        Meter.CreateHistogram("gen_ai.client.operation.time_to_first_chunk", "s", "From the request to the chat model to its first words.", tags: null, Waits);

    /// <summary>A turn has been answered.</summary>
    internal static void Record(string agent, TurnLatency turn)
    {
        var tag = new KeyValuePair<string, object?>("gen_ai.agent.name", agent);
        VoiceToVoice.Record(turn.VoiceToVoice.TotalSeconds, tag);
        TurnEnd.Record(turn.TurnEnded.TotalSeconds, tag);
        Overhead.Record(turn.Overhead.TotalSeconds, tag);
        if (turn is { ChatAsked: { } asked, FirstToken: { } token })
        {
            FirstToken.Record((token - asked).TotalSeconds, tag, new("gen_ai.operation.name", "chat"));
        }

        if (Source.HasListeners())
        {
            Trace(agent, turn);
        }
    }

    private static void Trace(string agent, TurnLatency turn)
    {
        using var whole = Start("turn", TimeSpan.Zero, default);
        if (whole is null)
        {
            return;
        }

        whole.SetTag("gen_ai.agent.name", agent)
            .SetTag("parley.leg.id", turn.ParticipantId)
            .SetTag("parley.turn.voice_to_voice", turn.VoiceToVoice.TotalSeconds)
            .SetTag("parley.turn.overhead", turn.Overhead.TotalSeconds)
            .SetEndTime((turn.SpeechEnded + turn.VoiceToVoice).UtcDateTime);
        Stage("turn_detection", TimeSpan.Zero, turn.TurnEnded);
        Stage("transcribe", turn.TurnEnded, turn.Transcript);
        Stage("chat", turn.ChatAsked, turn.FirstToken)?.SetTag("gen_ai.operation.name", "chat");
        Stage("synthesize", turn.SynthesisAsked, turn.FirstAudio);
        Stage("play", turn.FirstAudio, turn.FirstPacket ?? turn.FirstSample);

        Activity? Start(string name, TimeSpan from, ActivityContext parent) =>
            Source.StartActivity(name, ActivityKind.Internal, parent, startTime: turn.SpeechEnded + from);

        Activity? Stage(string name, TimeSpan? from, TimeSpan? until)
        {
            if (from is not { } begin || until is not { } end)
            {
                return null;
            }

            using var stage = Start(name, begin, whole.Context);
            return stage?.SetEndTime((turn.SpeechEnded + (end > begin ? end : begin)).UtcDateTime);
        }
    }
}
