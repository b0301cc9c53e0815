namespace Parley.AnswerTraining;

/// <summary>One moment at which the detector asked its model.</summary>
/// <param name="Call">Number of the call; its points share one weight.</param>
/// <param name="IsHuman">What is right.</param>
/// <param name="Inputs">What the model saw.</param>
internal sealed record TrainingPoint(int Call, bool IsHuman, float[] Inputs)
{
    /// <summary>Points of one call sum to this; a person lost costs more than a machine talked to.</summary>
    public double Weight { get; set; }
}
