namespace Parley.Telephony.Transfers;

/// <summary>The facts of a transfer that is over.</summary>
/// <param name="Kind">How it was done.</param>
/// <param name="Target">Whom the far end was sent to: a number or an address.</param>
/// <param name="Ending">What became of it.</param>
public sealed record TransferResult(TransferKind Kind, string Target, TransferEnding Ending)
{
    /// <summary>The SIP status that decided: of the REFER when it was refused, else of the far end's call to the target; <see langword="null"/> for none.</summary>
    public int? SipStatus { get; init; }

    /// <summary>What went wrong, in words; <see langword="null"/> when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the far end is with the target now, as far as it can be known.</summary>
    public bool Succeeded => Ending is TransferEnding.Completed or TransferEnding.Left;
}
