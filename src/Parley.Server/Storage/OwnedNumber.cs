namespace Parley.Server.Storage;

/// <summary>A phone number that a trunk of ours owns: it may be shown as the caller, and it may be called.</summary>
internal sealed class OwnedNumber
{
    /// <summary>The id that <c>callerId</c> of a dial-out names.</summary>
    public required Guid Id { get; init; }

    /// <summary>The number, E.164 with the plus sign.</summary>
    public required string Number { get; set; }

    /// <summary>The trunk it belongs to; absent when any trunk takes it.</summary>
    public string? Trunk { get; set; }

    public required string Name { get; set; }

    /// <summary>The agent that answers calls to it; absent for the default one.</summary>
    public string? Agent { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
