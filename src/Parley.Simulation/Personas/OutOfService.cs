using Parley.Audio.Tones;
using Parley.Simulation.Carrier;

namespace Parley.Simulation.Personas;

/// <summary>A number that nobody has: special information tones and an announcement in early media, then 404 with Q.850 cause 1.</summary>
public sealed record OutOfService : Persona
{
    /// <inheritdoc/>
    public override string Name => "out of service";

    /// <summary>What is announced before the refusal; nothing, and no tones either, when <see langword="null"/>.</summary>
    public string? Announcement { get; init; } = "The number you have dialed is not in service.";

    /// <inheritdoc/>
    public override IEnumerable<string> Lines => Announcement is null ? [] : [Announcement];

    /// <inheritdoc/>
    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (Announcement is not null)
        {
            await phone.OpenEarlyAsync(cancellationToken);
            await phone.PlayAsync(TonePatterns.SpecialInformation, "special information tones", cancellationToken: cancellationToken);
            await phone.PauseAsync(TimeSpan.FromMilliseconds(300), cancellationToken);
            await phone.SayAsync(Announcement, cancellationToken);
            await phone.PauseAsync(TimeSpan.FromMilliseconds(400), cancellationToken); // for the last word to arrive
        }

        await phone.RejectAsync(404, cause: 1, cancellationToken);
    }
}
