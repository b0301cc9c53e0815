using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>Brings somebody into the room for a leg to speak with (contract 5.3, sipCallTransfer): both calls stay here, and last.</summary>
/// <param name="SessionId">The leg that is transferred.</param>
/// <param name="ToEndPoint">Whom to call: a number with its plus sign, or an address that starts with <c>sip:</c>.</param>
public sealed record SipCallTransferRequest(string SessionId, string ToEndPoint)
{
    /// <summary>The id of an owned number to call from; <see langword="null"/> lets the host choose one.</summary>
    public string? CallerId { get; init; }

    /// <summary>The name shown in the room.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Keys to send after the answer, at most 20.</summary>
    public string? Extension { get; init; }

    /// <summary>How long to wait between the answer and <see cref="Extension"/>: 0 to 60 s.</summary>
    [JsonPropertyName("waitBeforeExtensionDialSec"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan WaitBeforeExtension { get; init; }
}
