namespace Parley.Testing.Expectations;

/// <summary>What became of an expectation.</summary>
/// <param name="Key">Its name in scenario files.</param>
/// <param name="Status">Whether it was met.</param>
/// <param name="Text">What was expected and what was found.</param>
public sealed record ExpectationResult(string Key, ExpectationStatus Status, string Text)
{
    /// <summary>Whether it was not met.</summary>
    public bool IsFailure => Status is ExpectationStatus.Failed;

    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Text}";
}

/// <summary>Whether an expectation was met.</summary>
public enum ExpectationStatus
{
    /// <summary>It was.</summary>
    Passed,

    /// <summary>It was not.</summary>
    Failed,

    /// <summary>It could not be looked at.</summary>
    Skipped,
}
