using Microsoft.ML.OnnxRuntime;

namespace Parley.Speech.Onnx;

/// <summary>A model file, opened.</summary>
internal static class OnnxModel
{
    /// <summary>Opens a model to be run by one thread at a time per call, which is what many calls at once want.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no model.</exception>
    public static InferenceSession Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model file at {path}.", path);
        }

        return Open(File.ReadAllBytes(path), path);
    }

    /// <summary>Opens a model that is in memory.</summary>
    /// <exception cref="InvalidDataException">It is no model.</exception>
    public static InferenceSession Open(byte[] model, string name)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        try
        {
            return new(model, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"{name} is not a model that ONNX Runtime can run: {exception.Message}", exception);
        }
    }

    /// <summary>Looks that a model takes and gives what it should.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public static void Require(this InferenceSession session, string model, string[] inputs, string[] outputs)
    {
        var missing = inputs.Except(session.InputMetadata.Keys).Concat(outputs.Except(session.OutputMetadata.Keys)).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidDataException($"The file is no {model}: it has no {string.Join(", ", missing)}.");
        }
    }
}
