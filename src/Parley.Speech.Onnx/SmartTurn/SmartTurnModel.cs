using Microsoft.ML.OnnxRuntime;

namespace Parley.Speech.Onnx.SmartTurn;

/// <summary>The Smart Turn model of version 3, loaded once for all calls.</summary>
public sealed class SmartTurnModel : ISmartTurn, IDisposable
{
    private static readonly string[] s_inputs = ["input_features"];
    private readonly InferenceSession _session;
    private readonly string[] _outputs;

    /// <summary>Loads the model.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not this model.</exception>
    public SmartTurnModel(string path)
        : this(OnnxModel.Open(path))
    {
    }

    internal SmartTurnModel(InferenceSession session)
    {
        _session = session;
        session.Require("Smart Turn", s_inputs, []);
        _outputs = [session.OutputMetadata.Keys.First()];
    }

    /// <inheritdoc/>
    public float ProbabilityOfEnd(float[] features)
    {
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(features, [1, WhisperFeatures.Bands, WhisperFeatures.Steps]);
        using var outputs = _session.Run(run, s_inputs, [input], _outputs);
        return outputs[0].GetTensorDataAsSpan<float>()[0];
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
