using Parley.Agents.Tests.Fakes;
using Parley.Audio.Codecs;

namespace Parley.Agents.Tests.SpeechToSpeech;

/// <summary>A call whose conversation is a model's that hears and speaks by itself.</summary>
internal static class ModelCall
{
    /// <summary>What a sample of the model's sounds like on the line.</summary>
    public static short Sample
    {
        get
        {
            Span<short> sample = stackalloc short[1];
            G711.DecodeMuLaw([FakeModelSession.Sound], sample);
            return sample[0];
        }
    }

    public static FakeCall Create(FakeModel model, ConversationOptions? options = null, bool hasVoice = false)
    {
        var call = new FakeCall(hasVoice: hasVoice);
        call.Builder.UseSpeechToSpeech(model, new() { Instructions = "Be brief." }).WithOptions(options ?? new());
        return call;
    }

    /// <summary>A call that has begun, and in which the model has said its first words.</summary>
    public static FakeCall Begun(FakeModel model, Action<ConversationBuilder>? configure = null, ConversationOptions? options = null)
    {
        var call = Create(model, options);
        configure?.Invoke(call.Builder);
        call.Start();
        call.Waits(0.1);
        model.Session.Answers("r0", "Hello.", 0.2);
        call.Waits(0.5);
        return call;
    }

    /// <summary>How many samples of the model's were heard.</summary>
    public static int Played(this FakeCall call) => call.Heard.Count(sample => sample == Sample);

    /// <summary>The caller says something, and the model notices.</summary>
    public static void Asks(this FakeCall call, FakeModel model, string words, string item = "u1")
    {
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStarted());
        call.Speaks(0.5);
        call.Waits(0.5);
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStopped(item));
        call.Waits(0.1);
        model.Session.Tell(new SpeechToSpeechEvent.Heard(item, words, IsFinal: true));
        call.Waits(0.02);
    }
}
