namespace Parley.Rtp.Sdp;

/// <summary>An <c>a=</c> line (RFC 8866, section 5.13).</summary>
/// <param name="Name">What stands before the colon.</param>
/// <param name="Value">What stands behind it; <see langword="null"/> for a flag.</param>
public readonly record struct AttributeLine(string Name, string? Value = null)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? Name : $"{Name}:{Value}";
}
