namespace Parley.Telephony.Signalling;

/// <summary>What the owner of an unanswered incoming call wants done with it.</summary>
internal abstract record IncomingWish
{
    public sealed record Ring : IncomingWish;

    public sealed record Answer : IncomingWish;

    public sealed record Reject(int Status, string? Reason) : IncomingWish;
}
