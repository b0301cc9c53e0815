using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Speech.Onnx.SileroVad;

namespace Parley.Speech.Onnx.Tests;

public sealed class SileroVadTests
{
    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public void IsSpeech_AnyRate_IsWhatTheModelSaysOfTheLatestWindow(int rate)
    {
        using var session = OnnxModel.Open(OnnxBytes.VadLike(gain: 4), "test");
        using var model = new SileroVadModel(session, new());
        var detector = (SileroVoiceActivityDetector)model.CreateDetector(rate);
        using (detector)
        {
            Assert.DoesNotContain(true, Feed(detector, rate, amplitude: 2000, frames: 20)); // 4 * 0.04 = 0.15
            Assert.Equal(0.155, detector.Confidence, 0.02);
            Assert.True(Feed(detector, rate, amplitude: 10_000, frames: 20)[^1]); // 4 * 0.19 = 0.78
            Assert.Equal(0.777, detector.Confidence, 0.03);
        }
    }

    [Fact]
    public void IsSpeech_VoiceGoesOn_TheStateIsCarriedAlongUntilItIsQuiet()
    {
        using var session = OnnxModel.Open(OnnxBytes.VadLike(gain: 0), "test");
        using var model = new SileroVadModel(session, new());
        using var detector = (SileroVoiceActivityDetector)model.CreateDetector(8000);

        Feed(detector, 8000, amplitude: 10_000, frames: 16); // Ten windows of 32 ms, each of which sees how many were before it.
        Assert.Equal(0.009, detector.Confidence, 1e-5);
        Feed(detector, 8000, amplitude: 0, frames: 8);
        Feed(detector, 8000, amplitude: 10_000, frames: 8);
        Assert.Equal(0.004, detector.Confidence, 1e-5);
    }

    [Fact]
    public void IsSpeech_Quiet_TheModelIsNotAskedAndForgets()
    {
        using var session = OnnxModel.Open(OnnxBytes.VadLike(gain: 1000), "test");
        using var model = new SileroVadModel(session, new());
        using var detector = (SileroVoiceActivityDetector)model.CreateDetector(8000);

        Assert.DoesNotContain(true, Feed(detector, 8000, amplitude: 20, frames: 10));
        Assert.Equal(0, detector.Confidence);
    }

    [Fact]
    public void Model_OfSomethingElse_IsRefused()
    {
        using var session = OnnxModel.Open(OnnxBytes.TurnLike(), "test");
        var refusal = Assert.Throws<InvalidDataException>(() => new SileroVadModel(session, new()));
        Assert.Contains("input, state, sr, output, stateN", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => OnnxModel.Open([1, 2, 3], "noise"));
        Assert.Throws<FileNotFoundException>(() => OnnxModel.Open("/nowhere/silero_vad.onnx"));
    }

    [Fact]
    public void AddSileroVad_OnlyWithAFile_ChangesHowConversationsListen()
    {
        var path = Path.Combine(Path.GetTempPath(), $"parley-{Environment.ProcessId}-vad.onnx");
        File.WriteAllBytes(path, OnnxBytes.VadLike(1));
        try
        {
            using var without = new ServiceCollection().AddSileroVad(_ => { }).BuildServiceProvider();
            using var with = new ServiceCollection().AddSileroVad(options => options.ModelPath = path).BuildServiceProvider();

            Assert.Null(without.GetRequiredService<VoiceActivityDefault>().Create);
            using var detector = Assert.IsType<SileroVoiceActivityDetector>(with.GetRequiredService<VoiceActivityDefault>().Create!(8000));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>With the real model where it lies beside the repository, or where PARLEY_SILERO_VAD says; else with one that measures loudness.</summary>
    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    public void IsSpeech_HissThenSilence_EndsWithoutVoice(int rate)
    {
        using var session = RealModel() is { } path ? OnnxModel.Open(path) : OnnxModel.Open(OnnxBytes.VadLike(1), "test");
        using var model = new SileroVadModel(session, new());
        using var detector = (SileroVoiceActivityDetector)model.CreateDetector(rate);

        var judged = Feed(detector, rate, amplitude: 800, frames: 100);
        Assert.True(judged.Count(isSpeech => isSpeech) < 10, $"{judged.Count(isSpeech => isSpeech)} frames of noise");
        Assert.False(Feed(detector, rate, amplitude: 0, frames: 10)[^1]);
    }

    private static string? RealModel()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_SILERO_VAD") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, "..", "shared", "models", "silero_vad.onnx");
            if (File.Exists(Path.Combine(folder, "Parley.slnx")))
            {
                return File.Exists(path) ? path : null;
            }
        }

        return null;
    }

    private static bool[] Feed(SileroVoiceActivityDetector detector, int rate, double amplitude, int frames)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, frames).Select(_ =>
            detector.IsSpeech([.. Enumerable.Range(0, rate / 50).Select(i => (short)Math.Round(amplitude * (rate > 16_000 || amplitude > 900 ? Math.Sin(2 * Math.PI * 450 * i / rate) : random.NextDouble() - 0.5)))]))];
    }
}
