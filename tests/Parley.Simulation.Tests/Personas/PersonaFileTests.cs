using Parley.Audio.Wav;
using Parley.Simulation.Personas;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Tests.Personas;

/// <summary>What a persona file may say, and how it is told what it may not.</summary>
public sealed class PersonaFileTests
{
    private const string Answered = "\nsteps: [hangUp]";

    [Theory]
    [InlineData("rings: abc" + Answered, "(1,8): 'rings' is 'abc'; expected a duration such as 500ms, 2s or 1m, a range such as 1s..3s, or 'forever'")]
    [InlineData("rings: { signal: 180 }" + Answered, "(1,8): 'for' is missing")]
    [InlineData("rings: { for: 1s, signal: 200 }" + Answered, "(1,27): 'signal' is '200'; expected 180, 181, 182, 183 or none")]
    [InlineData("ringz: 2s" + Answered, "(1,1): 'ringz' is not known here; did you mean 'rings'?")]
    [InlineData("name: [a]" + Answered, "(1,7): 'name' is a list; expected a text")]
    [InlineData("clock: 150" + Answered, "(1,8): 'clock' is '150'; expected a number from -1000ppm to 1000ppm")]
    [InlineData("clock: 5000ppm" + Answered, "(1,8): 'clock' is '5000ppm'; expected a number from -1000ppm to 1000ppm")]
    [InlineData("background: stret" + Answered, "(1,13): 'background' is 'stret'; did you mean 'street'?")]
    [InlineData("echo: { delay: 2s }" + Answered, "(1,16): an echo comes back within 1s")]
    [InlineData("echo: 120ms" + Answered, "(1,7): 'echo' is '120ms'; expected a map with 'delay' and 'level'")]
    [InlineData("background: { level: -40dB }" + Answered, "(1,13): 'background' has either a 'noise' or a 'file'")]
    [InlineData("background: { noise: street, level: 40 }" + Answered, "(1,37): 'level' is '40'; expected a number from -90dB to 0dB")]
    [InlineData("hangsUpAfter: forever" + Answered, "(1,15): 'hangsUpAfter' is 'forever'; expected a duration such as 500ms, 2s or 1m, or a range such as 1s..3s")]
    [InlineData("refuse: 200", "(1,9): 'refuse' is '200'; expected a whole number from 300 to 699")]
    [InlineData("refuse: { cause: 17 }", "(1,9): 'status' is missing")]
    [InlineData("refuse: { status: 486, cause: 200 }", "(1,31): 'cause' is '200'; expected a whole number from 1 to 127")]
    [InlineData("refuse: { status: 486, headers: { Via: x } }", "(1,35): 'Via' is not yours to set: every response has its own")]
    [InlineData("refuse: { status: 486, headers: { 'A b': x } }", "(1,35): 'A b' is no name of a header")]
    [InlineData("refuse: { status: 486, reason: \"a\\nb\" }", "(1,32): 'reason' is 'a\nb'; expected a text of one line")]
    [InlineData("refuse: { status: 486, headers: { Warning: \"a\\r\\nTo: b\" } }", "(1,44): 'Warning' is 'a\r\nTo: b'; expected a text of one line")]
    [InlineData("name: nobody", "(1,1): nothing says what becomes of the call: 'steps' when it is answered, 'refuse', 'rings: forever' or 'ignoresCalls: yes' when it is not")]
    [InlineData("refuse: 486" + Answered, "(2,1): 'steps' is never reached: 'refuse' ends the call before")]
    [InlineData("rings: forever" + Answered, "(2,1): 'steps' is never reached: 'rings' ends the call before")]
    [InlineData("ignoresCalls: yes\nrefuse: 486", "(2,1): 'refuse' is never reached: 'ignoresCalls' ends the call before")]
    public void Parse_WrongAtTheTop_SaysWhereAndWhat(string yaml, string error) => AssertError(yaml, error);

    [Theory]
    [InlineData("steps: hangUp", "(1,8): 'steps' is 'hangUp'; expected a list of steps: '- say: Hello?'")]
    [InlineData("steps: [{ sya: Hello }]", "(1,11): there is no step 'sya'; did you mean 'say'?")]
    [InlineData("steps: [hangup]", "(1,9): there is no step 'hangup'; did you mean 'hangUp'?")]
    [InlineData("steps: [[hangUp]]", "(1,9): 'steps' is a list; expected a step: '- say: Hello?'")]
    [InlineData("steps: [{ say: }]", "(1,16): 'say' has no value; expected the text to say")]
    [InlineData("steps: [say]", "(1,9): 'say' has no value; expected the text to say")]
    [InlineData("steps: [{ say: Hello, yield: yes }]", "(1,23): 'yield' is not known here; did you mean 'yields'?")]
    [InlineData("steps: [{ say: Hello, pause: 1s }]", "(1,23): 'pause' is a step of its own; begin it with '- pause:'")]
    [InlineData("steps: [{ say: Hello, yields: perhaps }]", "(1,31): 'yields' is 'perhaps'; expected yes or no")]
    [InlineData("steps: [{ play: bepe }]", "(1,17): 'bepe' is neither a sound nor a .wav file; did you mean 'beep'?")]
    [InlineData("steps: [{ play: ringback }]", "(1,17): 'ringback' has no end; say for how long: 'for: 6s' or 'for: forever'")]
    [InlineData("steps: [{ play: beep, for: 2s, words: Beep. }]", "(1,32): 'words' are said once, to their end; take 'for' away")]
    [InlineData("steps: [{ play: hello.wav }]", "(1,17): 'hello.wav' is a file, but this persona is in none, so it has no folder")]
    [InlineData("steps: [{ beep: loud }]", "(1,17): 'beep' is 'loud'; expected a frequency such as 1000Hz, or two such as 480Hz+620Hz")]
    [InlineData("steps: [{ tone: 9000Hz }]", "(1,17): 'tone' is '9000Hz'; expected a frequency such as 1000Hz, or two such as 480Hz+620Hz")]
    [InlineData("steps: [{ tone: 500Hz, level: 3dB }]", "(1,31): 'level' is '3dB'; expected a number from -60dB to 0dB")]
    [InlineData("steps: [{ pause: 2s..1s }]", "(1,18): 'pause' is '2s..1s'; expected a duration such as 500ms, 2s or 1m, a range such as 1s..3s, or 'forever'")]
    [InlineData("steps: [{ waitFor: godot }]", "(1,20): 'waitFor' is 'godot'; expected speech or silence")]
    [InlineData("steps: [{ press: 12x }]", "(1,18): 'press' is '12x'; expected keys of a telephone: 0-9, *, #, A-D")]
    [InlineData("steps: [{ press: 12, held: 5s }]", "(1,28): 'held' is '5s'; expected a duration from 50ms to 2s")]
    [InlineData("steps: [{ collect: 0 }]", "(1,20): 'collect' is '0'; expected a whole number from 1 to 64")]
    [InlineData("steps: [{ collect: 4, until: '##' }]", "(1,30): 'until' is '##'; expected one key of a telephone: 0-9, *, #, A-D")]
    [InlineData("steps: [{ menu: Press one. }]", "(1,9): 'choices' is missing")]
    [InlineData("steps: [{ menu: Press one., choices: { one: [hangUp] } }]", "(1,40): 'one' cannot be pressed; expected keys of a telephone: 0-9, *, #, A-D")]
    [InlineData("steps: [again]", "(1,9): 'again' belongs into a choice of a menu")]
    [InlineData("steps: [{ menu: Press one., choices: { 1: [back] } }]", "(1,44): 'back' belongs into a choice of a menu within a menu")]
    [InlineData("steps: [{ hangUp: 2s }]", "(1,19): 'hangUp' takes no value; write '- hangUp'")]
    [InlineData("steps: [{ oneOf: [] }]", "(1,18): 'oneOf' has nothing to choose from")]
    [InlineData("steps: [{ oneOf: [{ weight: 0, steps: [hangUp] }] }]", "(1,29): 'weight' is '0'; expected a whole number from 1 to 1000000")]
    [InlineData("steps: [{ repeat: often, steps: [beep] }]", "(1,19): 'repeat' is 'often'; expected how often, from 1 to 1000, or 'forever'")]
    [InlineData("steps: [{ hold: 2s, music: rock }]", "(1,28): 'rock' is neither a sound nor a .wav file; known are beep, busy, busy eu, fax answer, fax calling, fax modem, hold music, none, reorder, reorder eu, ringback, ringback eu, ringback uk, special information tones")]
    [InlineData("early: [{ say: Wait. }, hangUp]\nrefuse: 486", "(1,25): 'hangUp' needs a call that is answered; before the answer there are only say, play, beep, tone, pause, oneOf, repeat")]
    [InlineData("steps: [{ listen: 2s, otherwise: [{ sya: x }] }]", "(1,37): there is no step 'sya'; did you mean 'say'?")]
    public void Parse_WrongStep_SaysWhereAndWhat(string yaml, string error) => AssertError(yaml, error);

    [Fact]
    public void Parse_ManyErrors_TellsAllOfThemInOrder()
    {
        var exception = Assert.Throws<YamlFileException>(() => PersonaFile.Parse(
            """
            nmae: Alex
            rings: soon
            steps:
              - say: Hello?
              - puase: 2s
              - listen: 2
            """,
            "alex.yaml"));

        Assert.Equal([1, 2, 5, 6], exception.Errors.Select(error => error.Place.Line));
        Assert.StartsWith("alex.yaml(1,1): 'nmae' is not known here; did you mean 'name'?" + Environment.NewLine, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NoName_TakesTheFiles()
    {
        Assert.Equal("grumpy-uncle", PersonaFile.Parse("refuse: 486", "people/grumpy-uncle.yaml").Name);
        Assert.Equal("uncle", PersonaFile.Parse("{ name: uncle, refuse: 486 }").Name);
    }

    [Fact]
    public void Parse_Everything_IsInTheLines()
    {
        var persona = PersonaFile.Parse("""
            early: [{ say: A. }]
            steps:
              - menu: B.
                choices:
                  1: [{ say: C. }, { oneOf: [{ steps: [{ repeat: 2, steps: [{ bargeIn: D. }] }] }] }]
                timeout: [{ say: E. }]
                invalid: [{ say: F. }]
                otherwise: [{ say: G. }]
              - collect: 1
                prompt: H.
                otherwise: [{ say: I. }]
              - listen:
                otherwise: [{ say: J. }]
              - waitFor: speech
                otherwise: [{ say: K. }]
            """);

        Assert.Equal("A. B. C. D. E. F. G. H. I. J. K.", string.Join(' ', persona.Lines));
    }

    [Theory]
    [InlineData("torn.wav", "'torn.wav' cannot be played: Not a WAV file: it does not begin with RIFF and WAVE")]
    [InlineData("empty.wav", "'empty.wav' holds no sound")]
    [InlineData("missing.wav", "'missing.wav' cannot be read: Could not find file")]
    public void Load_FileThatCannotBePlayed_IsAnErrorAtItsPlace(string name, string error)
    {
        var folder = Directory.CreateTempSubdirectory("parley");
        try
        {
            var path = Path.Combine(folder.FullName, "a.yaml");
            File.WriteAllText(Path.Combine(folder.FullName, "torn.wav"), "this is no sound at all");
            using (var file = File.Create(Path.Combine(folder.FullName, "empty.wav")))
            {
                new WavWriter(file, 8_000).Dispose();
            }

            File.WriteAllText(path, $"steps:\n  - play: {name}");

            var found = Assert.Single(Assert.Throws<YamlFileException>(() => PersonaFile.Load(path)).Errors);

            Assert.Equal((path, new YamlPlace(2, 11)), (found.File, found.Place));
            Assert.StartsWith(error, found.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertError(string yaml, string error)
    {
        var exception = Assert.Throws<YamlFileException>(() => PersonaFile.Parse(yaml, "a.yaml"));

        Assert.Equal("a.yaml" + error, exception.Message);
    }
}
