namespace Parley.Telephony.Trunks;

/// <summary>Whether a trunk answers.</summary>
/// <param name="IsUp">Whether calls may be placed on it. A trunk that is not watched is up.</param>
/// <param name="Since">Since when; <see langword="null"/> while it has not been asked.</param>
/// <param name="Problem">Why it is down, in words.</param>
public sealed record TrunkHealth(bool IsUp, DateTimeOffset? Since = null, string? Problem = null);
