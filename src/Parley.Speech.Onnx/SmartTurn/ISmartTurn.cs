namespace Parley.Speech.Onnx.SmartTurn;

/// <summary>Says from the sound of a turn whether its speaker has finished. One may serve many conversations at once.</summary>
public interface ISmartTurn
{
    /// <summary>How likely it is that the speaker has finished, from 0 to 1.</summary>
    /// <param name="features">80 mel bands of 800 steps of 10 ms, band by band: what <see cref="WhisperFeatures"/> makes of the last 8 s.</param>
    float ProbabilityOfEnd(float[] features);
}
