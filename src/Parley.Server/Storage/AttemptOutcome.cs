namespace Parley.Server.Storage;

/// <summary>How an attempt ended.</summary>
internal sealed record AttemptOutcome
{
    public required DialoutStage Stage { get; init; }

    public int? SipStatus { get; init; }

    public int? Q850Cause { get; init; }

    public bool Rang { get; init; }

    public bool Media { get; init; }

    public HangupSide? HungUpBy { get; init; }

    public bool Retryable { get; init; }

    public string? Error { get; init; }
}
