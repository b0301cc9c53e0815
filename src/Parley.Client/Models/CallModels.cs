using System.Text.Json;

namespace Parley.Client.Models;

/// <summary>Somebody to call into a room: exactly one of <see cref="PhoneNumber"/> and <see cref="SipUri"/>.</summary>
public sealed record RoomCall
{
    /// <summary>E.164, such as <c>+15551230001</c>.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Such as <c>sip:100@pbx.example.com</c>.</summary>
    public string? SipUri { get; init; }

    /// <summary>The id of an owned number, or the number itself; the server chooses when absent.</summary>
    public string? CallerId { get; init; }

    /// <summary>The name shown in the room.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Your own id for the callee, at most 36 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>Keys that are pressed after the answer.</summary>
    public string? Extension { get; init; }

    /// <summary>How many seconds after the answer, 0 to 60.</summary>
    public double? WaitBeforeExtensionDialSec { get; init; }

    /// <summary>What the callee may do: <c>{"canReceive":false}</c> holds it.</summary>
    public JsonElement? Permissions { get; init; }

    /// <summary>The trunk; the server chooses when absent.</summary>
    public string? Provider { get; init; }
}

/// <summary>Somebody to call for a leg to speak with.</summary>
/// <param name="ToEndPoint">A number with its plus sign, or a SIP address.</param>
public sealed record RoomTransfer(string ToEndPoint)
{
    /// <summary>The id of an owned number, or the number itself.</summary>
    public string? CallerId { get; init; }

    /// <summary>The name shown in the room.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Keys that are pressed after the answer.</summary>
    public string? Extension { get; init; }

    /// <summary>How many seconds after the answer, 0 to 60.</summary>
    public double? WaitBeforeExtensionDialSec { get; init; }
}

internal sealed record LegNamed(string SessionId);

internal sealed record KeysPressed(string SessionId, string Tones, int? DigitDurationMs, string? Method);

internal sealed record TransferBody(string SessionId, string ToEndPoint, string? CallerId, string? DisplayName, string? Extension, double? WaitBeforeExtensionDialSec);

internal sealed record ReferBody(string SessionId, string ToEndPoint);
