namespace Parley.Telephony.Numbers;

/// <summary>A number of ours: what callees see when we call, and what callers dial.</summary>
/// <param name="Id">The identifier that requests name as <c>callerId</c>.</param>
/// <param name="Number">The number itself.</param>
/// <param name="Trunk">The trunk that it belongs to, tried first; <see langword="null"/> for any.</param>
public sealed record OwnedNumber(string Id, PhoneNumber Number, string? Trunk = null)
{
    /// <summary>The name shown beside the number, where the network carries one.</summary>
    public string? DisplayName { get; init; }
}
