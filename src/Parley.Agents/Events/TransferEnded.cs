namespace Parley.Agents;

/// <summary>A transfer is over, well or badly. After a good <c>blind</c> or <c>attended</c> one the end of the leg follows; else the call goes on.</summary>
/// <param name="SessionId">The leg that was to be transferred.</param>
/// <param name="Kind">How.</param>
/// <param name="Succeeded">Whether the far end is with the target now, as far as it can be known.</param>
public sealed record TransferEnded(string SessionId, TransferKind Kind, bool Succeeded) : AgentEvent
{
    /// <summary>Whom it was transferred to. Personal data.</summary>
    public string? ToEndPoint { get; init; }

    /// <summary>The leg of the one who was brought into the room, when <see cref="Kind"/> is <see cref="TransferKind.Bridged"/>.</summary>
    public string? ToSessionId { get; init; }

    /// <summary>The SIP status that decided; <see langword="null"/> for none.</summary>
    public int? SipStatus { get; init; }

    /// <summary>What went wrong, or stayed unknown, in words.</summary>
    public string? Message { get; init; }
}
