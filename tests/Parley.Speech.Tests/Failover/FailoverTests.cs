using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Failover;

namespace Parley.Speech.Tests.Failover;

public sealed class FailoverTests : IAsyncDisposable
{
    private static readonly SpeechException Down = new(SpeechFailure.Unavailable, "It is down.");

    private readonly FakeTimeProvider _time = new();
    private readonly Notices _notices = new();
    private readonly ScriptedVoice _first = new(1);
    private readonly ScriptedVoice _second = new(2);
    private readonly ScriptedEar _firstEar = new("A");
    private readonly ScriptedEar _secondEar = new("B");
    private readonly ServiceProvider _services;

    public FailoverTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IFailoverListener>(_notices);
        services.AddSingleton(_first);
        services.AddTextToSpeech<ScriptedVoice>().FallbackTo("second", _ => _second);
        services.AddSingleton(_firstEar);
        services.AddSpeechToText<ScriptedEar>().FallbackTo("second", _ => _secondEar);
        _services = services.BuildServiceProvider();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ITextToSpeech Voice => _services.GetRequiredService<ITextToSpeech>();

    private ISpeechToText Ear => _services.GetRequiredService<ISpeechToText>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task Synthesize_FirstIsWell_AsksItAlone()
    {
        Assert.All(await SayAsync("Hello."), s => Assert.Equal(1, s));

        Assert.Equal(("Hello.", "ada"), Assert.Single(_first.Asked));
        Assert.Empty(_second.Asked);
        Assert.Empty(_notices.All);
    }

    [Fact]
    public async Task Synthesize_FirstFailsBeforeItsFirstSound_TheNextSaysAllInItsOwnVoice()
    {
        _first.Script.Enqueue((TimeSpan.Zero, Down));

        Assert.All(await SayAsync("Hello."), s => Assert.Equal(2, s));

        Assert.Equal(("Hello.", null), Assert.Single(_second.Asked));
        Assert.Equal(new FailoverNotice.Switched("text-to-speech", nameof(ScriptedVoice), "second", Down, IsInTheMiddle: false), Assert.Single(_notices.All));
    }

    [Fact]
    public async Task Synthesize_FirstFailsInTheMiddle_TheNextSaysTheRest()
    {
        _first.Script.Enqueue((TimeSpan.FromSeconds(1), new SpeechException(SpeechFailure.Unavailable, "Torn.") { SpokenCharacters = 12 }));

        var samples = await SayAsync("Good day, this is Ada.");

        Assert.Equal(("this is Ada.", null), Assert.Single(_second.Asked));
        Assert.Equal((8_000, 160), (samples.Count(s => s == 1), samples.Count(s => s == 2)));
        Assert.True(Assert.IsType<FailoverNotice.Switched>(Assert.Single(_notices.All)).IsInTheMiddle);
    }

    [Fact]
    public async Task Synthesize_FirstFailsInTheMiddleWithoutSayingWhere_TheNextGoesOnAtAboutThere()
    {
        _first.Script.Enqueue((TimeSpan.FromSeconds(1), Down)); // 13 characters

        await SayAsync("Good day, this is Ada.");

        Assert.Equal("this is Ada.", Assert.Single(_second.Asked).Text);
    }

    [Fact]
    public async Task Synthesize_FirstGivesNoSound_IsGivenUpInTime()
    {
        _first.Hangs = true;

        var saying = SayAsync("Hello.");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(saying.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.All(await saying, s => Assert.Equal(2, s));
        var failure = Assert.IsType<SpeechException>(Assert.IsType<FailoverNotice.Switched>(Assert.Single(_notices.All)).Failure);
        Assert.Equal(SpeechFailure.TimedOut, failure.Failure);
    }

    [Fact]
    public async Task Synthesize_AfterAFailure_PassesTheFirstOverUntilItAnswersAgain()
    {
        _first.Script.Enqueue((TimeSpan.Zero, Down));
        await SayAsync("One.");

        await SayAsync("Two.");
        Assert.Single(_first.Asked);

        _time.Advance(TimeSpan.FromSeconds(31));
        _first.Script.Enqueue((TimeSpan.Zero, Down));
        await SayAsync("Three."); // tried, in vain
        await SayAsync("Four.");
        Assert.Equal(2, _first.Asked.Count);

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.All(await SayAsync("Five."), s => Assert.Equal(1, s));
        Assert.Equal(4, _second.Asked.Count);
        Assert.Equal(new FailoverNotice.Recovered("text-to-speech", nameof(ScriptedVoice)), _notices.All[^1]);
    }

    [Fact]
    public async Task Synthesize_VendorAsksForALongerPause_GetsIt()
    {
        _first.Script.Enqueue((TimeSpan.Zero, new SpeechException(SpeechFailure.RateLimited, "Later.") { RetryAfter = TimeSpan.FromMinutes(2) }));
        await SayAsync("One.");

        _time.Advance(TimeSpan.FromSeconds(90));
        await SayAsync("Two.");
        Assert.Single(_first.Asked);
        _time.Advance(TimeSpan.FromSeconds(31));
        await SayAsync("Three.");
        Assert.Equal(2, _first.Asked.Count);
    }

    [Fact]
    public async Task Synthesize_TheOnlyOneLeftFailsToo_AsksThoseThatWerePassedOver()
    {
        _first.Script.Enqueue((TimeSpan.Zero, Down));
        await SayAsync("One.");
        _second.Script.Enqueue((TimeSpan.Zero, Down));

        Assert.All(await SayAsync("Two."), s => Assert.Equal(1, s));
    }

    [Fact]
    public async Task Synthesize_AllFail_ThrowsTheLastFailure()
    {
        var last = new SpeechException(SpeechFailure.Unauthorized, "Wrong key.");
        _first.Script.Enqueue((TimeSpan.Zero, Down));
        _second.Script.Enqueue((TimeSpan.Zero, last));

        Assert.Same(last, await Assert.ThrowsAsync<SpeechException>(() => SayAsync("Hello.")));
    }

    [Fact]
    public async Task Synthesize_Interrupted_IsNoFailure()
    {
        _first.Hangs = true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var saying = Voice.SynthesizeAsync("Hello.", new(), stop.Token).ToSamplesAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saying);
        _first.Hangs = false;
        Assert.All(await SayAsync("Again."), s => Assert.Equal(1, s));
        Assert.Empty(_notices.All);
    }

    [Fact]
    public async Task Transcribe_FirstFailsBeforeAWord_TheNextHearsTheWholeTurn()
    {
        var samples = Sound.Tone(800);
        _firstEar.Script.Enqueue((320, null, Down));

        var words = await HearAsync(samples);

        Assert.Equal(new Transcript("B", IsFinal: true) { Until = TimeSpan.FromMilliseconds(100) }, Assert.Single(words));
        Assert.Equal(samples, Assert.Single(_secondEar.Heard));
        Assert.Equal("second", Assert.IsType<FailoverNotice.Switched>(Assert.Single(_notices.All)).Next);
    }

    [Fact]
    public async Task Transcribe_FirstFailsAfterFinalWords_TheNextHearsWhatCameBehindThem()
    {
        var samples = Sound.Tone(800);
        _firstEar.Script.Enqueue((640, new Transcript("Good day", IsFinal: true) { Until = TimeSpan.FromMilliseconds(50) }, Down)); // in the middle of a frame

        var words = await HearAsync(samples);

        Assert.Equal(samples[400..], Assert.Single(_secondEar.Heard));
        Assert.Equal([("Good day", 50), ("B", 100)], words.Select(w => (w.Text, (int)w.Until!.Value.TotalMilliseconds)));
    }

    [Fact]
    public async Task Transcribe_FirstFailsAfterProvisionalWords_TheNextHearsAll()
    {
        _firstEar.Script.Enqueue((640, new Transcript("Goo", IsFinal: false), Down));

        await HearAsync(Sound.Tone(800));

        Assert.Equal(800, Assert.Single(_secondEar.Heard).Length);
    }

    [Fact]
    public async Task Transcribe_FirstTellsNothingAfterTheTurn_IsGivenUpInTime()
    {
        _firstEar.Hangs = true;

        var hearing = HearAsync(Sound.Tone(800));
        while (!hearing.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("B", Assert.Single(await hearing).Text);
    }

    [Fact]
    public async Task Chat_FirstFailsAtOnce_TheNextAnswers()
    {
        var (first, second) = (new ScriptedModel { Fails = Down }, new ScriptedModel("Hello", " there."));
        using var chat = Chat(first, second);

        Assert.Equal("Hello there.", await AskAsync(chat));
        Assert.Equal("Hi.", Assert.Single(Assert.Single(second.Asked)).Text);
    }

    [Fact]
    public async Task Chat_FirstFailsInTheMiddle_TheNextIsToldWhatWasSaidAndGoesOn()
    {
        var (first, second) = (new ScriptedModel("Hello") { Fails = Down }, new ScriptedModel(" there."));
        using var chat = Chat(first, second);

        Assert.Equal("Hello there.", await AskAsync(chat));
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.System], second.Asked[0].Select(m => m.Role));
        Assert.Equal("Hello", second.Asked[0][1].Text);
    }

    [Fact]
    public async Task Chat_FirstFailsAfterItCalledATool_IsNotRepeated()
    {
        var (first, second) = (new ScriptedModel { Does = new FunctionCallContent("1", "book"), Fails = Down }, new ScriptedModel("Never."));
        using var chat = Chat(first, second);

        Assert.Same(Down, await Assert.ThrowsAsync<SpeechException>(() => AskAsync(chat)));
        Assert.Empty(second.Asked);
    }

    [Fact]
    public async Task Chat_WholeAnswer_ComesFromTheNext()
    {
        using var chat = Chat(new ScriptedModel { Fails = Down }, new ScriptedModel("Hello."));

        Assert.Equal("Hello.", (await chat.GetResponseAsync("Hi.", cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task Chat_ThreeModels_AreAskedInTheOrderTheyAreNamed()
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddSingleton<IFailoverListener>(_notices);
        services.AddChatClient(new ScriptedModel { Fails = Down })
            .FallbackTo("b", _ => new ScriptedModel { Fails = Down })
            .FallbackTo("c", _ => new ScriptedModel("C."));
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("C.", await AskAsync(provider.GetRequiredService<IChatClient>()));
        Assert.Equal([nameof(ScriptedModel), "b"], _notices.All.Select(n => n.Engine));
    }

    [Fact]
    public void Options_Wrong_AreRefused() =>
        Assert.True(new FailoverOptionsValidator().Validate(null, new() { FailuresToPause = 0 }).Failed);

    private IChatClient Chat(IChatClient first, IChatClient second) =>
        new ChatClientBuilder(first).FallbackTo("second", _ => second).Build(_services);

    private static async Task<string> AskAsync(IChatClient chat)
    {
        var text = "";
        await foreach (var update in chat.GetStreamingResponseAsync("Hi.", cancellationToken: Token))
        {
            text += update.Text;
        }

        return text;
    }

    private Task<short[]> SayAsync(string text) => Voice.SynthesizeAsync(text, new() { Voice = "ada" }, Token).ToSamplesAsync();

    private async Task<List<Transcript>> HearAsync(short[] samples)
    {
        var all = new List<Transcript>();
        var audio = samples.Chunk(160).Select(chunk => new AudioFrame(chunk, 8_000)).ToAsyncEnumerable();
        await foreach (var transcript in Ear.TranscribeAsync(audio, new(), Token))
        {
            all.Add(transcript);
        }

        return all;
    }
}
