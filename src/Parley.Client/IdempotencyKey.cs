namespace Parley.Client;

/// <summary>Names a wish, so that asking twice starts one session: the server answers the second time as it did the first.</summary>
/// <param name="Value">1 to 255 printable ASCII characters.</param>
public readonly record struct IdempotencyKey(string Value)
{
    /// <summary>A key that nobody has used. Keep it, and send it again with the same request when no answer came.</summary>
    public static IdempotencyKey New() => new(Guid.NewGuid().ToString("N"));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
