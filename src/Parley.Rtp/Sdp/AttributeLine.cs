namespace Parley.Rtp.Sdp;

/// <summary>An <c>a=</c> line (RFC 8866, section 5.13).</summary>
/// <param name="Name">What stands before the colon.</param>
/// <param name="Value">What stands behind it; <see langword="null"/> for a flag.</param>
public readonly record struct AttributeLine(string Name, string? Value = null)
{
    /// <summary>The line that says a direction.</summary>
    internal static AttributeLine Of(MediaDirection direction) => new(direction switch
    {
        MediaDirection.SendReceive => "sendrecv",
        MediaDirection.SendOnly => "sendonly",
        MediaDirection.ReceiveOnly => "recvonly",
        _ => "inactive",
    });

    internal static MediaDirection? FindDirection(IReadOnlyList<AttributeLine> attributes)
    {
        foreach (var attribute in attributes)
        {
            MediaDirection? direction = attribute.Name switch
            {
                "sendrecv" => MediaDirection.SendReceive,
                "sendonly" => MediaDirection.SendOnly,
                "recvonly" => MediaDirection.ReceiveOnly,
                "inactive" => MediaDirection.Inactive,
                _ => null,
            };
            if (direction is not null)
            {
                return direction;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value is null ? Name : $"{Name}:{Value}";
}
