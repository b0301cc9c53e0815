using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using Parley.Audio.Vad;

namespace Parley.Speech.Onnx.SileroVad;

/// <summary>Silero's voice activity model, loaded once for all calls. Its members may be called from any task.</summary>
public sealed class SileroVadModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SileroVadOptions _options;

    /// <summary>Loads the model.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not this model.</exception>
    public SileroVadModel(IOptions<SileroVadOptions> options)
        : this(OnnxModel.Open(options.Value.ModelPath ?? ""), options.Value)
    {
    }

    internal SileroVadModel(InferenceSession session, SileroVadOptions options)
    {
        (_session, _options) = (session, options);
        session.Require("Silero VAD", ["input", "state", "sr"], ["output", "stateN"]);
    }

    /// <summary>Makes a detector for one voice. It is to be disposed of; a conversation does so with its own.</summary>
    /// <param name="sampleRate">Of its frames, in Hz.</param>
    public IVoiceActivityDetector CreateDetector(int sampleRate) => new SileroVoiceActivityDetector(_session, sampleRate, _options);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
