namespace Parley.Server.Storage;

/// <summary>A number that was given back, so that the configuration does not bring it back at the next start.</summary>
internal sealed class ReleasedNumber
{
    public required string Number { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }
}
