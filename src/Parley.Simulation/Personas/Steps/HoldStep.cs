using Parley.Simulation.Carrier;
using Parley.Simulation.Sounds;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Puts the other side on hold for a while (re-INVITE, send only), with music or without, and comes back.</summary>
/// <param name="For">How long.</param>
/// <param name="Music">What is played meanwhile; <see langword="null"/> for silence.</param>
internal sealed record HoldStep(DurationRange For, Sound? Music) : PersonaStep
{
    private const string NoMusic = "none";

    public static HoldStep Read(YamlMap map, StepReader reader)
    {
        var (length, music) = (map["hold"].Durations(forever: true) ?? default, map["music"]);
        return new(length, !music.Exists ? NamedSounds.Find(NamedSounds.HoldMusic) : music.Text() == NoMusic ? null : reader.Sound(music, NoMusic));
    }

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        var length = For.Draw(phone.Random);
        await phone.HoldAsync(cancellationToken);
        if (Music is null)
        {
            await phone.PauseAsync(length, cancellationToken);
        }
        else
        {
            await phone.PlayAsync(Music, length, cancellationToken);
        }

        await phone.ResumeAsync(cancellationToken);
        return Flow.On;
    }
}
