using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Speech;

public sealed class PreparedSpeechTests
{
    private const string Greeting = "Hello, this is the clinic. Is this a good moment?";

    [Theory]
    [InlineData(true, 0, 0.06)]
    [InlineData(false, 0.5, 0.7)]
    public void Greeting_PreparedOrNot_BeginsSoLongAfterTheAnswer(bool isPrepared, double least, double most)
    {
        using var call = new FakeCall();
        var voice = new PreparedSpeech(new SlowVoice(call.Voice, call.Time));
        call.Builder.UseTextToSpeech(voice).WithOptions(new() { Greeting = Greeting });
        if (isPrepared)
        {
            var preparing = voice.PrepareAsync(Greeting, cancellationToken: TestContext.Current.CancellationToken);
            call.Waits(0.1); // It rings; nobody is there to tick, so time goes by.
            call.Time.Advance(TimeSpan.FromSeconds(1));
            call.Stage.Settle();
            call.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(call.Stage.Settle(preparing));
            Assert.Equal(2, call.Voice.Asked.Count);
        }

        call.Start();
        call.Waits(4);

        var first = call.Heard.FindIndex(sample => sample != 0) / 8000.0;
        Assert.InRange(first, least, most);
        Assert.Equal([$"bot: {Greeting}"], call.Transcript);
        Assert.Equal(2, call.Voice.Asked.Count);
    }

    [Fact]
    public void Voice_FailsBeforehand_IsAskedAgainWhenTheTextIsDue()
    {
        using var call = new FakeCall();
        var voice = new PreparedSpeech(call.Voice);
        call.Voice.Failure = new InvalidOperationException("Busy.");
        call.Builder.UseTextToSpeech(voice).WithOptions(new() { Greeting = Greeting });
        Assert.False(call.Stage.Settle(voice.PrepareAsync(Greeting, cancellationToken: TestContext.Current.CancellationToken)));

        call.Voice.Failure = null;
        call.Start();
        call.Waits(1);

        Assert.Equal([$"bot: {Greeting}"], call.Transcript);
    }
}
