namespace Parley.AnswerTraining;

/// <summary>One moment at which the detector asks its model.</summary>
/// <param name="Inputs">What the model saw.</param>
/// <param name="At">When, since the answer.</param>
internal sealed record TrainingPoint(float[] Inputs, TimeSpan At)
{
    /// <summary>What is right.</summary>
    public bool IsTrue { get; set; }

    /// <summary>What it counts: twice as much for a person.</summary>
    public double Weight { get; set; }

    /// <summary>A probability that a model which never saw this call gives.</summary>
    public double Person { get; set; }

    /// <summary>The same for whether anybody speaks.</summary>
    public double Talk { get; set; }
}
