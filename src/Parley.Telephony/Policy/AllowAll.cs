namespace Parley.Telephony.Policy;

/// <summary>Lets every call through.</summary>
public sealed class AllowAll : IDialPolicy
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static AllowAll Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<DialRefused?> RefuseAsync(DialDestination call, CancellationToken cancellationToken) => default;
}
