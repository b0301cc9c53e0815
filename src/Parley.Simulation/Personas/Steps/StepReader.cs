using Parley.Audio;
using Parley.Audio.Resampling;
using Parley.Audio.Wav;
using Parley.Simulation.Scripts;
using Parley.Simulation.Sounds;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Reads steps and what stands in them.</summary>
/// <param name="folder">Where files are, unless their path says; <see langword="null"/> when there can be none.</param>
internal sealed class StepReader(string? folder)
{
    private const string FileEnding = ".wav";

    /// <summary>Whether the steps come before the answer.</summary>
    public bool IsEarly { get; init; }

    /// <summary>How many menus are around the steps.</summary>
    public int Menus { get; init; }

    /// <summary>Reads for the choices of a menu.</summary>
    public StepReader InsideMenu() => new(folder) { IsEarly = IsEarly, Menus = Menus + 1 };

    /// <summary>Reads a list of steps.</summary>
    public IReadOnlyList<PersonaStep> Steps(YamlValue value) => [.. value.List("a list of steps: '- say: Hello?'").Select(Step).OfType<PersonaStep>()];

    /// <summary>Reads the choices of a menu.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PersonaStep>> Choices(YamlValue value)
    {
        var choices = new Dictionary<string, IReadOnlyList<PersonaStep>>(StringComparer.Ordinal);
        var entries = value.Map("keys to press, each with steps")?.Entries ?? [];
        foreach (var entry in entries)
        {
            entry.CheckIsKeys();
            choices[entry.Key] = Steps(entry);
        }

        return choices;
    }

    /// <summary>Reads a sound: one that has a name, or a file.</summary>
    /// <param name="value">Where it stands.</param>
    /// <param name="alsoKnown">Another word that may stand there, for the error.</param>
    public Sound? Sound(YamlValue value, params string[] alsoKnown)
    {
        if (value.Text("a sound or a WAV file") is not { } name)
        {
            return null;
        }

        if (name.EndsWith(FileEnding, StringComparison.OrdinalIgnoreCase))
        {
            return File(value, name);
        }

        if (NamedSounds.Find(name) is not { } sound)
        {
            value.Problem($"'{name}' is neither a sound nor a {FileEnding} file; {NearestWord.Hint(name, [.. NamedSounds.Names, .. alsoKnown])}");
            return null;
        }

        return sound;
    }

    /// <summary>Checks a word that stands alone.</summary>
    /// <param name="value">What should not be there.</param>
    /// <param name="menus">How many menus have to be around it.</param>
    public void Bare(YamlValue value, int menus = 0)
    {
        if (!value.IsEmpty && value.Exists)
        {
            value.Problem($"'{value.Key}' takes no value; write '- {value.Key}'");
        }
        else if (Menus < menus)
        {
            value.Problem(menus == 1 ? $"'{value.Key}' belongs into a choice of a menu" : $"'{value.Key}' belongs into a choice of a menu within a menu");
        }
    }

    private PersonaStep? Step(YamlValue value)
    {
        const string expected = "a step: '- say: Hello?'";
        var map = value.IsMap ? value.Map() : value.AsKey(expected);
        if (map is null || map.Entries.Count == 0)
        {
            return null;
        }

        var verb = map.Entries[0];
        if (!StepKinds.All.TryGetValue(verb.Key, out var kind))
        {
            verb.KeyProblem($"there is no step '{verb.Key}'; {NearestWord.Hint(verb.Key, [.. StepKinds.All.Keys])}");
            return null;
        }

        if (IsEarly && kind.NeedsAnswer)
        {
            verb.KeyProblem($"'{verb.Key}' needs a call that is answered; before the answer there are only "
                + string.Join(", ", StepKinds.All.Where(other => !other.Value.NeedsAnswer).Select(other => other.Key)));
        }

        var step = kind.Read(map, this);
        map.End(other => StepKinds.All.ContainsKey(other) ? $"'{other}' is a step of its own; begin it with '- {other}:'" : null);
        return step;
    }

    private Sound? File(YamlValue value, string name)
    {
        if (folder is null)
        {
            value.Problem($"'{name}' is a file, but this persona is in none, so it has no folder");
            return null;
        }

        try
        {
            using var file = System.IO.File.OpenRead(Path.Combine(folder, name));
            if (!WavFile.TryRead(file, out var frame, out var error))
            {
                value.Problem($"'{name}' cannot be played: {error.TrimEnd('.')}");
            }
            else if (frame.Samples.IsEmpty)
            {
                value.Problem($"'{name}' holds no sound");
            }
            else
            {
                return new Sound(name, Telephone(frame), Repeats: false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            value.Problem($"'{name}' cannot be read: {exception.Message.TrimEnd('.')}");
        }

        return null;
    }

    private static short[] Telephone(AudioFrame frame) => frame.SampleRate == LineBook.SampleRate
        ? frame.Samples.ToArray()
        : Resampler.Convert(frame.Samples.Span, frame.SampleRate, LineBook.SampleRate);
}
