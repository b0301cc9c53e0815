using Parley.Audio;

namespace Parley.Agents;

/// <summary>Somebody is to be handed on (<see cref="Conversation.TransferAsync"/>).</summary>
/// <param name="Target">To whom: a number with its plus sign, or an address that starts with <c>sip:</c>.</param>
public sealed record CallTransfer(string Target)
{
    /// <summary>How.</summary>
    public CallTransferMode Mode { get; init; } = CallTransferMode.Bridged;

    /// <summary>What the caller is told first; <see langword="null"/> for nothing.</summary>
    public string? Announcement { get; init; }

    /// <summary>What the specialist is told before the question whether they take the call, in the modes that ask.</summary>
    public string? Briefing { get; init; }

    /// <summary>The question.</summary>
    public string Question { get; init; } = "Will you take the call? Press one for yes, two for no, or just say it.";

    /// <summary>How long the specialist's phone may ring.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the specialist may take to decide, from the answer on.</summary>
    public TimeSpan DecisionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the caller hears meanwhile, over and over; <see langword="null"/> for a tune of Parley's own.</summary>
    public AudioFrame? HoldMusic { get; init; }

    /// <summary>The id of an owned number to call from.</summary>
    public string? CallerId { get; init; }

    /// <summary>Whether the agent stays with the two it has brought together, instead of leaving them to each other.</summary>
    public bool Stay { get; init; }
}

/// <summary>How somebody is handed on.</summary>
public enum CallTransferMode
{
    /// <summary>Sent there by REFER, unasked.</summary>
    Blind,

    /// <summary>The specialist is called and asked; then the caller is sent to take our place (REFER with Replaces).</summary>
    Attended,

    /// <summary>The specialist is called into the room, and both hear each other from the answer on.</summary>
    Bridged,

    /// <summary>The specialist is called, briefed and asked while the caller hears music; then both hear each other in the room.</summary>
    Warm,
}

/// <summary>What came of it.</summary>
/// <param name="Ending">In a word.</param>
/// <param name="Message">In words, where there are any.</param>
public sealed record CallTransferResult(CallTransferEnding Ending, string? Message = null);

/// <summary>How a transfer ended. After all but the first and the last the caller is back in the conversation.</summary>
public enum CallTransferEnding
{
    /// <summary>The caller is with the target.</summary>
    Completed,

    /// <summary>The target did not answer, or was busy.</summary>
    NotAnswered,

    /// <summary>The specialist did not take the call: said no, hung up, or decided nothing in time.</summary>
    Refused,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>The caller hung up meanwhile.</summary>
    CallerLeft,
}
