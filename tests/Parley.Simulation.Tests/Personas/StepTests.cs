using Parley.Audio;
using Parley.Audio.Tones;
using Parley.Audio.Wav;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;

namespace Parley.Simulation.Tests.Personas;

/// <summary>What a persona says, hears and plays after the answer.</summary>
public sealed class StepTests
{
    private const string Long = "Good day, this is a very long sentence about nothing at all, which goes on for many seconds.";

    [Fact]
    public void Say_Text_IsHeardAndUnderstood()
    {
        var stage = Stage.Run("steps: [{ say: Hello there. How are you? }, { pause: 300ms }]");

        Assert.Equal("Hello there. How are you?", stage.Understood);
        Assert.Equal(["Hello there.", "How are you?"], stage.Details(SimulatedCallEventKind.Said));
    }

    [Fact]
    public void Say_ThatYields_StopsWhenTheOtherSideSpeaks()
    {
        var stage = Stage.Run($"steps: [{{ say: '{Long}', yields: yes }}, {{ listen: 5s }}, {{ say: Sorry. }}]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(1.5);
            await stage.SayAsync("Excuse me please.");
        });

        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Said, which: 1), 2.5, 4);
        Assert.True(stage.Facts.Has(SimulatedCallEventKind.Heard)); // what it yielded to is listened to
    }

    [Fact]
    public void Listen_OtherSideSpeaks_GoesOnOnceItIsSilent()
    {
        var stage = Stage.Run("steps: [listen, { say: Yes. }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(4);
            await stage.SayAsync("Can you hear me?");
        });

        Assert.Equal(0.6, stage.AfterAnswer(SimulatedCallEventKind.Said) - EndOfSpeech(stage), 0.25);
    }

    [Fact]
    public void Listen_LongerSilence_WaitsThroughShortPauses()
    {
        var stage = Stage.Run("steps: [{ listen: 5s, silence: 2s }, { say: Yes. }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.SayAsync("Can you hear me?");
            await stage.Call.PauseAsync(1.2);
            await stage.SayAsync("Or not?");
        });

        Assert.Single(stage.Details(SimulatedCallEventKind.Heard));
        Assert.Equal(2, stage.AfterAnswer(SimulatedCallEventKind.Said) - EndOfSpeech(stage), 0.25);
    }

    [Fact]
    public void Listen_NobodySpeaks_DoesOtherwise()
    {
        var stage = Stage.Run("steps: [{ listen: 2s, otherwise: [{ say: Anybody? }, hangUp] }, { say: Never. }]");

        Assert.Equal(["Anybody?"], stage.Details(SimulatedCallEventKind.Said));
        Assert.Equal(2, stage.AfterAnswer(SimulatedCallEventKind.Said), 0.1);
    }

    [Fact]
    public void Listen_OtherSideNeverStops_GoesOnAtItsLimit()
    {
        var stage = Stage.Run("steps: [{ listen: 2s, atMost: 3s, otherwise: [{ say: Nobody. }] }, { say: Enough. }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.SayAsync(Long);
        });

        Assert.Equal(["Enough."], stage.Details(SimulatedCallEventKind.Said));
        Assert.Equal(3, stage.AfterAnswer(SimulatedCallEventKind.Said), 0.1);
    }

    [Fact]
    public void WaitFor_Speech_GoesOnAtItsBeginning()
    {
        var stage = Stage.Run("steps: [{ waitFor: speech }, beep]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(2);
            await stage.SayAsync(Long);
        });

        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Played), 2, 2.5);
    }

    [Theory]
    [InlineData("speech")]
    [InlineData("silence, for: 5s")]
    public void WaitFor_DoesNotCome_DoesOtherwise(string what)
    {
        var stage = Stage.Run($"steps: [{{ waitFor: {what}, patience: 2s, otherwise: [{{ say: Well? }}] }}, beep]");

        Assert.Equal(2, stage.AfterAnswer(SimulatedCallEventKind.Said), 0.1);
        Assert.True(stage.Facts.Has(SimulatedCallEventKind.Played));
    }

    [Fact]
    public void WaitFor_Silence_GoesOnAfterIt()
    {
        var stage = Stage.Run("steps: [{ waitFor: speech }, { waitFor: silence, for: 3s }, beep]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.SayAsync("Hello?");
            await stage.Call.PauseAsync(2);
            await stage.SayAsync("Hello?");
        });

        Assert.Equal(3, stage.AfterAnswer(SimulatedCallEventKind.Played) - EndOfSpeech(stage), 0.25);
    }

    [Fact]
    public void BargeIn_OtherSideSpeaks_SpeaksOverIt()
    {
        var stage = Stage.Run("steps: [{ bargeIn: Stop it., after: 2s }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(1);
            await stage.SayAsync(Long);
        });

        Assert.InRange(stage.AfterAnswer(SimulatedCallEventKind.Said), 2.9, 3.7);
    }

    [Fact]
    public void BargeIn_NobodySpeaks_DoesOtherwise()
    {
        var stage = Stage.Run("steps: [{ bargeIn: Stop it., patience: 2s, otherwise: [{ say: Well? }] }]");

        Assert.Equal(["Well?"], stage.Details(SimulatedCallEventKind.Said));
    }

    [Fact]
    public void Record_Message_IsKeptUntilSilence()
    {
        var stage = Stage.Run("steps: [beep, { record: 1m, silence: 4s }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.Call.PauseAsync(0.5);
            await stage.SayAsync("This is my message.");
        });

        Assert.Equal("This is my message.", stage.CallerLines.Read(stage.Facts.Message!));
        Assert.True(stage.End?.ByRemote);
    }

    [Fact]
    public void Record_TapeIsFull_Ends()
    {
        var stage = Stage.Run("steps: [{ record: 2s, silence: 8s }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.SayAsync(Long);
        });

        Assert.Equal(2, stage.Facts.Message!.Duration.TotalSeconds, 0.1);
    }

    [Fact]
    public void Beep_OwnFrequencyAndLength_SoundsLikeThat()
    {
        var stage = Stage.Run("steps: [{ pause: 200ms }, { beep: 1400Hz, for: 300ms }, { pause: 500ms }]");

        Assert.Equal(["beep"], stage.Details(SimulatedCallEventKind.Played));
        Assert.InRange(Share(stage.Call.Heard, 1_400), 0.9, 1);
        Assert.Equal(0.3, Loud(stage.Call.Heard), 0.05);
    }

    [Fact]
    public void Tone_TwoFrequenciesAtALevel_SoundLikeThat()
    {
        var stage = Stage.Run("steps: [{ tone: 480Hz+620Hz, for: 1s, level: -24dB }, { pause: 300ms }]");

        Assert.InRange(Share(stage.Call.Heard, 480), 0.4, 0.6);
        Assert.InRange(Share(stage.Call.Heard, 620), 0.4, 0.6);
    }

    [Theory]
    [InlineData("ringback", "for: 7s", 7, 440)]
    [InlineData("special information tones", "for: 2s", 2, 950)]
    [InlineData("fax answer", "", 3, 2_100)]
    public void Play_NamedSound_LastsAsLongAsItShould(string name, string more, double seconds, double hz)
    {
        var stage = Stage.Run($"steps: [{{ play: {name}{(more.Length > 0 ? ", " + more : "")} }}]");

        Assert.Equal(seconds, stage.AfterAnswer(SimulatedCallEventKind.Ended), 0.1);
        Assert.InRange(Share(stage.Call.Heard, hz), 0.4, 1);
    }

    [Fact]
    public void Play_Forever_EndsWithTheCall()
    {
        var stage = Stage.Run("{ hangsUpAfter: 40s, steps: [{ play: hold music, for: forever }, { say: Never. }] }");

        Assert.Equal(40, stage.AfterAnswer(SimulatedCallEventKind.Ended), 0.1);
        Assert.True(Loud(stage.Call.Heard) > 30);
        Assert.False(stage.Facts.Has(SimulatedCallEventKind.Said));
    }

    [Fact]
    public void Play_FileWithWords_IsSaidAndKnownAgain()
    {
        var folder = Directory.CreateTempSubdirectory("parley");
        try
        {
            var tune = ToneGenerator.Render(TonePatterns.SpecialInformation, 16_000);
            using (var file = File.Create(Path.Combine(folder.FullName, "tune.wav")))
            using (var writer = new WavWriter(file, 16_000))
            {
                writer.Write(tune);
            }

            var path = Path.Combine(folder.FullName, "singer.yaml");
            File.WriteAllText(path, "steps: [{ pause: 300ms }, { play: tune.wav, words: Do re mi. }, { pause: 300ms }]");
            var persona = PersonaFile.Load(path);
            var stage = Stage.Run(persona);

            Assert.Equal("singer", persona.Name);
            Assert.Equal(["Do re mi."], stage.Details(SimulatedCallEventKind.Said));
            Assert.Equal("Do re mi.", stage.Understood);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("street", -45)]
    [InlineData("{ noise: office, level: -30dB }", -30)]
    public void Background_Noise_HasItsLevelAllTheTime(string background, double level)
    {
        var stage = Stage.Run($"{{ background: {background}, steps: [{{ pause: 13s }}] }}");

        var heard = stage.Call.Heard.Samples.Span[4_000..^4_000];
        Assert.Equal(level, Level.Dbov(heard), 1.5);
        Assert.All(heard.ToArray().Chunk(800), chunk => Assert.True(Level.Dbov(chunk) > level - 15));
    }

    [Fact]
    public void OneOf_Weights_DecideHowOften()
    {
        const string yaml = "steps: [{ oneOf: [{ weight: 9, steps: [{ tone: 500Hz }] }, { steps: [beep] }] }]";

        var played = Enumerable.Range(1, 60).Select(seed => Stage.Run(yaml, seed: seed).Details(SimulatedCallEventKind.Played).Single()).ToList();

        Assert.InRange(played.Count(name => name == "beep"), 1, 15);
    }

    [Fact]
    public void Repeat_Times_DoesItSoOften()
    {
        var stage = Stage.Run("steps: [{ repeat: 3, steps: [beep, { pause: 100ms }] }]");

        Assert.Equal(3, stage.Details(SimulatedCallEventKind.Played).Count);
    }

    [Fact]
    public void Repeat_Forever_EndsWithHangUp()
    {
        var stage = Stage.Run("steps: [{ repeat: forever, steps: [{ listen: 1s, otherwise: [hangUp] }, { say: Yes. }] }]", async stage =>
        {
            await stage.AnsweredAsync();
            await stage.SayAsync("One.");
            await stage.Call.HearAsync();
            await stage.SayAsync("Two.");
        });

        Assert.Equal(["Yes.", "Yes."], stage.Details(SimulatedCallEventKind.Said));
        Assert.True(stage.End?.ByRemote);
    }

    /// <summary>When the caller had spoken last, in seconds after the answer.</summary>
    private static double EndOfSpeech(Stage stage)
    {
        var samples = stage.Facts.Heard.Samples.Span;
        var last = samples.Length - 1;
        while (last > 0 && Math.Abs((int)samples[last]) < 300)
        {
            last--;
        }

        return last / 8_000.0;
    }

    private static double Share(AudioFrame sound, double hz) => sound.Samples.ToArray().Chunk(800)
        .Where(chunk => Goertzel.MeanSquare(chunk) > 10_000)
        .Max(chunk => Goertzel.Power(chunk, hz, sound.SampleRate) / Goertzel.MeanSquare(chunk));

    /// <summary>How many seconds of it are not silent.</summary>
    private static double Loud(AudioFrame sound) => 0.02 * sound.Samples.ToArray().Chunk(160).Count(chunk => Goertzel.MeanSquare(chunk) > 10_000);
}
