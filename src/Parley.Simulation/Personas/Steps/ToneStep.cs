using Parley.Audio.Tones;
using Parley.Simulation.Carrier;
using Parley.Simulation.Sounds;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Plays one or two frequencies at once: the beep of a voicemail, a tone of the network.</summary>
internal sealed record ToneStep(string Name, TonePair Pair, DurationRange For, double LevelDb) : PersonaStep
{
    private static readonly TimeSpan BeepLength = TimeSpan.FromMilliseconds(400);
    private const double UsualLevelDb = -13;

    public static ToneStep ReadBeep(YamlMap map, StepReader reader) => Read(map, NamedSounds.Beep, map[NamedSounds.Beep].OrNothing().Tone() ?? new(1000, 0));

    public static ToneStep? ReadTone(YamlMap map, StepReader reader) => map["tone"].Tone() is var pair && Read(map, "tone", pair ?? default) is var step && pair is not null ? step : null;

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        var segment = new ToneSegment(Pair.FirstHz, Pair.SecondHz, For.Draw(phone.Random));
        await phone.PlayAsync(new TonePattern([segment], Repeats: false) { LevelDbm0 = LevelDb }, Name, cancellationToken: cancellationToken);
        return Flow.On;
    }

    private static ToneStep Read(YamlMap map, string name, TonePair pair) =>
        new(name, pair, map["for"].Durations() ?? BeepLength, map["level"].Number("dB", -60, 0) ?? UsualLevelDb);
}
