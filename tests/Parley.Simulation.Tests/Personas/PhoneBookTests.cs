using Microsoft.Extensions.Options;
using Parley.Audio;
using Parley.Audio.Codecs;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Parley.Simulation.Scripts;
using Parley.Speech.Espeak;

namespace Parley.Simulation.Tests.Personas;

/// <summary>The default numbers with the voice that they really have.</summary>
public sealed class PhoneBookTests : IDisposable
{
    private static readonly string Greeting = PhoneBook.Default["+15551230002"].Lines.Single();

    private readonly EspeakTextToSpeech _espeak = new(Options.Create(new EspeakOptions()));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _espeak.Dispose();

    [Fact]
    public async Task Default_VoicemailGreeting_LastsSixSecondsAtLeast()
    {
        var book = Book();

        var greeting = await book.GetAsync(Greeting, Token);

        Assert.InRange(greeting.Sum(sentence => sentence.Sound.Duration.TotalSeconds), 6, 15);
    }

    [Fact]
    public async Task Default_EveryLineOverTheTelephone_IsKnownAgain()
    {
        var book = Book();
        var lines = new List<SpokenLine>();
        foreach (var text in PhoneBook.Default.Values.SelectMany(persona => persona.Lines))
        {
            lines.AddRange(await book.GetAsync(text, Token));
        }

        Assert.All(lines, line => Assert.Equal(line.Text, book.Read(Telephone(line))));
    }

    [Fact]
    public async Task Default_WholeGreetingInOneTurn_IsKnownAgain()
    {
        var book = Book();
        var greeting = await book.GetAsync(Greeting, Token);

        Assert.Equal(Greeting, book.Read(Telephone([.. greeting])));
    }

    private static AudioFrame Telephone(params IEnumerable<SpokenLine> lines)
    {
        short[] samples = [.. new short[333], .. lines.SelectMany(line => (short[])[.. line.Sound.Samples.Span, .. new short[2_400]])];
        var bytes = new byte[samples.Length];
        G711.EncodeALaw(samples, bytes);
        G711.DecodeALaw(bytes, samples);
        return new AudioFrame(samples, LineBook.SampleRate);
    }

    private LineBook Book() => new(_espeak, new SimulatedCarrierOptions().Voice);
}
