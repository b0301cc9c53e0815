namespace Parley.Server.Storage;

/// <summary>How the calls from a number went lately.</summary>
/// <param name="Made">How many there were.</param>
/// <param name="Answered">How many of them were answered.</param>
internal sealed record NumberCalls(int Made, int Answered)
{
    /// <summary>How far back is looked.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(30);

    /// <summary>The share that was answered; <see langword="null"/> when there were none.</summary>
    public double? AnswerRate => Made == 0 ? null : Math.Round((double)Answered / Made, 4);
}
