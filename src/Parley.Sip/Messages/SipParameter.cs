namespace Parley.Sip.Messages;

/// <summary>One <c>;name=value</c> parameter.</summary>
/// <param name="Name">The name; compared without case.</param>
/// <param name="Value">The value, unquoted; <see langword="null"/> for a flag such as <c>lr</c>.</param>
public readonly record struct SipParameter(string Name, string? Value);
