using Microsoft.AspNetCore.Http;

namespace Parley.Server.Api.Idempotency;

/// <summary>Why a request with an <c>Idempotency-Key</c> is not carried out.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">What is wrong, for people.</param>
internal sealed record IdempotencyRefusal(int Status, string Text)
{
    /// <summary>When it may be tried again, if that is what helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static IdempotencyRefusal TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "Payload Too Large");

    public static IdempotencyRefusal OtherBody { get; } = new(StatusCodes.Status409Conflict, "This Idempotency-Key was used with another body; use a new key for a new request");

    public static IdempotencyRefusal InFlight { get; } =
        new(StatusCodes.Status409Conflict, "A request with this Idempotency-Key is being carried out; ask again for its answer") { RetryAfter = TimeSpan.FromSeconds(1) };

    public static IdempotencyRefusal InDoubt { get; } = new(
        StatusCodes.Status409Conflict,
        "The server stopped or failed while it carried out the request with this Idempotency-Key: what became of it is not known, and it is not carried out again. Look at the sessions; use a new key to start anew");

    public static IdempotencyRefusal NoKey(string header, int maxLength)
        => new(StatusCodes.Status400BadRequest, $"{header}: expected one key of 1 to {maxLength} visible ASCII characters without spaces");
}
