using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Latency;

public sealed class AgentDiagnosticsTests
{
    [Fact]
    public void Turn_Answered_IsOneTraceWithItsStagesAndMeasured()
    {
        // Listeners hear every test of the process, so what is looked for is picked out.
        using var call = new FakeCall("measured");
        var (spans, values) = (new ConcurrentQueue<Activity>(), new ConcurrentQueue<(string Name, double Value)>());
        using var spanListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AgentDiagnostics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(spanListener);
        using var meterListener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AgentDiagnostics.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meterListener.SetMeasurementEventCallback<double>((instrument, value, _, _) => values.Enqueue((instrument.Name, value)));
        meterListener.Start();

        call.Builder.UseSpeechToText(new FakeRecogniser("Yes.")).UseChatClient(new FakeChat(["Fine."]));
        call.Start();
        call.Speaks(1);
        call.Waits(3);

        var told = Assert.Single(call.Events.OfType<TurnLatency>());
        var turn = Assert.Single(spans, span => Equals(span.GetTagItem("parley.leg.id"), "measured"));
        Assert.Equal(["chat", "play", "synthesize", "transcribe", "turn_detection"], spans.Where(span => span.ParentSpanId == turn.SpanId).Select(span => span.OperationName).Order());
        Assert.Equal(told.SpeechEnded.UtcDateTime, turn.StartTimeUtc, TimeSpan.FromMilliseconds(1));
        Assert.Equal(told.VoiceToVoice.TotalSeconds, turn.Duration.TotalSeconds, 3);
        Assert.Contains(("parley.turn.voice_to_voice", told.VoiceToVoice.TotalSeconds), values);
        Assert.Contains(("parley.turn.overhead", told.Overhead.TotalSeconds), values);
        Assert.Contains(("gen_ai.client.operation.time_to_first_chunk", (told.FirstToken - told.ChatAsked)!.Value.TotalSeconds), values);
        Assert.All(spans.Append(turn), span => Assert.DoesNotContain(span.TagObjects, tag => tag.Value is string text && text.Contains("Fine", StringComparison.Ordinal)));
    }

    [Fact]
    public void Turn_InterruptedBeforeItsAnswer_IsNotMeasured()
    {
        using var call = new FakeCall();
        call.Builder.UseSpeechToText(new FakeRecogniser("Yes.", "And more.")).UseChatClient(new FakeChat(["Fine."], ["Good."]));
        call.Start();
        call.Speaks(1);
        call.Waits(0.5);
        call.Speaks(1);   // Goes on before the bot has said anything.
        call.Waits(3);

        var told = Assert.Single(call.Events.OfType<TurnLatency>());
        var last = call.Events.OfType<UserStoppedSpeaking>().Last().Timestamp;
        Assert.True(told.SpeechEnded > last - TimeSpan.FromSeconds(2.5), "It measures the turn that was answered.");
    }
}
