using Microsoft.Extensions.Options;
using Parley.Audio.Vad;
using Parley.Speech.Onnx.SileroVad;

namespace Parley.Benchmarks.Hearing;

/// <summary>
/// How well voice is told from noise: the share of speech frames that were taken for speech, the share of others that were, and how many turns began in noise
/// alone.
/// </summary>
internal static class VoiceActivityComparison
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    public static int Run(string[] arguments)
    {
        var path = arguments.FirstOrDefault() ?? "../shared/models/silero_vad.onnx";
        using var model = File.Exists(path) ? new SileroVadModel(Options.Create(new SileroVadOptions { ModelPath = path })) : null;
        Console.WriteLine(model is null ? $"No Silero model at {path}: built-in detector only." : $"Silero model: {path}");
        var talk = NoisySpeech.Talk();
        var isSpeech = NoisySpeech.SpeechFrames(talk);
        (string Name, double[] Noise)[] noises =
        [
            ("white", NoisySpeech.White(talk.Length)), ("car", NoisySpeech.Car(talk.Length)),
            ("street", NoisySpeech.Street(talk.Length)), ("babble", NoisySpeech.Babble(talk.Length)),
        ];
        Console.WriteLine($"{talk.Length / 8000.0:F0} s of talk, {isSpeech.Count(yes => yes)} of {isSpeech.Length} frames speech. Hits, false alarms; turns begun in as much noise alone, per minute.");
        Console.WriteLine("| noise | SNR | built-in | turns | Silero | turns |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, noise) in noises)
        {
            foreach (var ratio in (double[])[20, 10, 5, 0])
            {
                var mixed = NoisySpeech.Mix(talk, isSpeech, noise, ratio);
                var alone = mixed.Zip(talk, (both, clean) => (short)Math.Clamp(both - clean, short.MinValue, short.MaxValue)).ToArray();
                Console.WriteLine(
                    $"| {name} | {ratio} dB | {Judge(new EnergyVoiceActivityDetector(), mixed, isSpeech)} | {Turns(new EnergyVoiceActivityDetector(), alone):F1} "
                    + $"| {Judge(model?.CreateDetector(8000), mixed, isSpeech)} | {Turns(model?.CreateDetector(8000), alone):F1} |");
            }
        }

        return 0;
    }

    private static string Judge(IVoiceActivityDetector? detector, short[] sound, bool[] isSpeech)
    {
        if (detector is null)
        {
            return "";
        }

        using var _ = detector as IDisposable;
        var judged = sound.Chunk(NoisySpeech.FrameLength).Select(frame => detector.IsSpeech(frame)).Zip(isSpeech, (said, truth) => (Said: said, Is: truth)).ToArray();
        double Share(bool speech) => judged.Where(frame => frame.Is == speech).Average(frame => frame.Said ? 1.0 : 0);
        return $"{Share(true):P0}, {Share(false):P0}";
    }

    private static double? Turns(IVoiceActivityDetector? detector, short[] noise)
    {
        if (detector is null)
        {
            return null;
        }

        using var _ = detector as IDisposable;
        var gate = new SpeechGate();
        var starts = noise.Chunk(NoisySpeech.FrameLength).Count(frame => gate.Process(detector.IsSpeech(frame), Frame) is SpeechTransition.Started);
        return starts / (noise.Length / 8000.0 / 60);
    }
}
