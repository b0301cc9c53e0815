using Parley.Simulation.Carrier;
using Parley.Simulation.Scripts;
using Parley.Simulation.Sounds;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Plays a sound or a WAV file; one with words is speech.</summary>
internal sealed record PlayStep(Sound Sound, DurationRange? For, SpokenLine? Speech) : PersonaStep
{
    public override IEnumerable<SpokenLine> Recordings => Speech is null ? [] : [Speech];

    public static PlayStep? Read(YamlMap map, StepReader reader)
    {
        var (what, length, words) = (map["play"], map["for"], map["words"]);
        if (reader.Sound(what) is not { } sound)
        {
            return null;
        }

        if (sound.Repeats && !length.Exists)
        {
            what.Problem($"'{sound.Name}' has no end; say for how long: 'for: 6s' or 'for: forever'");
        }

        if (words.Exists && length.Exists)
        {
            words.KeyProblem("'words' are said once, to their end; take 'for' away");
        }

        return new(sound, length.Durations(forever: true), words.Text() is { } text ? new(text, new(sound.Samples, LineBook.SampleRate)) : null);
    }

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (Speech is not null)
        {
            await phone.SayAsync(Speech, cancellationToken);
        }
        else
        {
            await phone.PlayAsync(Sound, For?.Draw(phone.Random), cancellationToken);
        }

        return Flow.On;
    }
}
