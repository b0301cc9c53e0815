using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Codecs;
using Parley.Audio.Resampling;
using Parley.Simulation.Scripts;
using Parley.Simulation.Voices;

namespace Parley.Simulation.Tests.Scripts;

public sealed class LineBookTests
{
    private const int Rate = LineBook.SampleRate;

    private static readonly string[] Lines =
    [
        "Hello?", "Yes.", "No.", "Goodbye.", "Yes, ten o'clock is fine.", "No, that does not suit me at all.", "Who is calling, please?",
        "You have reached the voicemail of Alex Morgan.", "Please leave a message after the tone.",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> EveryLine => [.. Lines];

    [Theory]
    [MemberData(nameof(EveryLine))]
    public async Task Read_LineOverTheTelephone_KnowsIt(string line)
    {
        var book = await BookAsync();

        Assert.Equal(line, book.Read(Telephone([.. Silence(311), .. await SoundAsync(book, line), .. Silence(4_801)])));
    }

    [Theory]
    [MemberData(nameof(EveryLine))]
    public async Task Read_LineAtTheRateOfARoom_KnowsIt(string line)
    {
        var book = await BookAsync();
        var samples = Resampler.Convert([.. Silence(100), .. await SoundAsync(book, line), .. Silence(500)], Rate, 16_000);

        Assert.Equal(line, book.Read(new AudioFrame(samples, 16_000)));
    }

    [Fact]
    public async Task Read_TwoSentencesInOneTurn_KnowsBothInOrder()
    {
        var book = await BookAsync();

        var turn = Telephone([.. await SoundAsync(book, Lines[7]), .. Silence(2_000), .. await SoundAsync(book, Lines[8]), .. Silence(2_000)]);

        Assert.Equal($"{Lines[7]} {Lines[8]}", book.Read(turn));
    }

    [Fact]
    public async Task Read_BeginningCutOff_StillKnowsTheLine()
    {
        var book = await BookAsync();
        var sound = await SoundAsync(book, Lines[5]);

        Assert.Equal(Lines[5], book.Read(Telephone([.. sound[(sound.Length / 6)..], .. Silence(4_000)])));
    }

    [Fact]
    public async Task Read_SentenceThatIsNotInTheBook_HasNoWords()
    {
        var book = await BookAsync();
        var other = new LineBook(new BabbleTextToSpeech(), new());

        Assert.Null(book.Read(Telephone(await SoundAsync(other, "My hovercraft is full of eels, I am afraid."))));
    }

    [Fact]
    public async Task Read_Silence_HasNoWords()
    {
        var book = await BookAsync();

        Assert.Null(book.Read(new AudioFrame(Silence(Rate), Rate)));
        Assert.Null(book.Read(new AudioFrame(Silence(0), Rate)));
    }

    [Fact]
    public async Task GetAsync_TextOfTwoSentences_GivesThemOneByOneAndRendersThemOnce()
    {
        var book = new LineBook(new BabbleTextToSpeech(), new());

        var lines = await book.GetAsync("Hello there. Who is it?", Token);
        var again = await book.GetAsync("Who is it?", Token);

        Assert.Equal(["Hello there.", "Who is it?"], lines.Select(l => l.Text));
        Assert.Same(lines[1], again[0]);
        Assert.Equal(2, book.Lines.Count());
    }

    [Fact]
    public async Task GetAsync_VoiceFailed_TriesAgainNextTime()
    {
        var book = new LineBook(new FailsOnce(), new());

        await Assert.ThrowsAsync<InvalidOperationException>(() => book.GetAsync("Hello.", Token));

        Assert.Single(await book.GetAsync("Hello.", Token));
    }

    private static async Task<LineBook> BookAsync()
    {
        var book = new LineBook(new BabbleTextToSpeech(), new());
        foreach (var line in Lines)
        {
            await book.GetAsync(line, Token);
        }

        return book;
    }

    private static async Task<short[]> SoundAsync(LineBook book, string line) =>
        Assert.Single(await book.GetAsync(line, Token)).Sound.Samples.ToArray();

    private static short[] Silence(int length) => new short[length];

    private static AudioFrame Telephone(short[] samples)
    {
        var bytes = new byte[samples.Length];
        G711.EncodeMuLaw(samples, bytes);
        G711.DecodeMuLaw(bytes, samples);
        return new AudioFrame(samples, Rate);
    }

    private sealed class FailsOnce : ITextToSpeech
    {
        private bool _failed;

        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
            string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (!_failed)
            {
                _failed = true;
                throw new InvalidOperationException("No voice today.");
            }

            yield return new AudioFrame(new short[160], Rate);
        }
    }
}
