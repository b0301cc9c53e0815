using FsCheck.Xunit;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

/// <summary>Whatever comes in whatever order: what was cancelled is not heard later, and a bot that waits is silent.</summary>
public sealed class BargeInProperties
{
    private readonly List<string> _texts = [];

    [Property(MaxTest = 20)]
    public void AnyOrder_OfTalkWordsAndSpeech_NothingCancelledIsHeardLater(int seed) => Run(seed);

    [Fact]
    public void AnyOrder_OfAFewSeeds_HasInterruptionsAndFalseOnes()
    {
        var events = Enumerable.Range(1, 5).SelectMany(Run).ToArray();

        Assert.Contains(events, occurred => occurred is BotInterrupted);
        Assert.Contains(events, occurred => occurred is BotResumed);
        Assert.Contains(events, occurred => occurred is BotTranscript { IsInterrupted: false });
    }

    private List<AgentEvent> Run(int seed)
    {
        _texts.Clear();
        var random = new Random(seed);
        using var call = new FakeCall();
        var recogniser = new FakeLiveRecogniser(call);
        var chat = new EndlessChat(random, call.Time, Next);
        call.Builder.UseTextToSpeech(new HesitantVoice(random, call.Time)).UseSpeechToText(recogniser).UseChatClient(chat)
            .WithOptions(new() { IdleTimeout = null });
        call.Start();
        var said = new List<(string Text, Task<bool> Played)>();
        var dead = new Dictionary<short, int>();
        for (var step = 0; step < 40; step++)
        {
            Act(random, call, recogniser, said);
            foreach (var (text, played) in said.Where(one => one.Played is { IsCompletedSuccessfully: true, Result: false }))
            {
                dead.TryAdd(FakeVoice.Sample(text), call.Heard.Count);
            }
        }

        call.Waits(10);
        foreach (var (text, played) in said.Where(one => one.Played is { IsCompletedSuccessfully: true, Result: true }))
        {
            Assert.Equal(text.Length * FakeVoice.SamplesPerCharacter, call.HeardOf(text));
        }

        Assert.All(dead, gone => Assert.DoesNotContain(gone.Key, call.Heard.Skip(gone.Value)));
        Assert.Equal(Blocks(call.Heard).Distinct(), Blocks(call.Heard)); // Each text is heard in one piece, and not again.
        call.Stop();
        Assert.Equal(0, chat.Running);
        return call.Events;
    }

    private void Act(Random random, FakeCall call, FakeLiveRecogniser recogniser, List<(string Text, Task<bool> Played)> said)
    {
        switch (random.Next(6))
        {
            case 0:
                var text = Next();
                said.Add((text, call.Conversation.SayAndWaitAsync(text, TestContext.Current.CancellationToken)));
                break;
            case 1 or 2:
                Pass(call, () => call.Speaks(0.02), random.Next(1, 60));
                break;
            case 3 when recogniser.Turns > 0:
                recogniser.TryHear(random.Next(4) switch { 0 => "mhm", 1 => "yes", 2 => "wait a moment", _ => "" }, isFinal: random.Next(2) == 0);
                break;
            case 4 when recogniser.Turns > 0:
                recogniser.TryFinish(random.Next(recogniser.Turns));
                break;
            default:
                Pass(call, () => call.Waits(0.02), random.Next(1, 60));
                break;
        }
    }

    /// <summary>Lets ticks go by; in each the bot is silent that was paused, or interrupted, before it.</summary>
    private static void Pass(FakeCall call, Action tick, int count)
    {
        for (; count > 0; count--)
        {
            var last = call.Events.LastOrDefault(occurred =>
                occurred is BotStartedSpeaking or BotPaused or BotResumed or BotInterrupted or BotStoppedSpeaking);
            var before = call.Heard.Count;
            tick();
            if (last is BotPaused)
            {
                Assert.All(call.Heard.Skip(before), sample => Assert.Equal(0, sample));
            }
        }
    }

    private static List<short> Blocks(List<short> heard)
    {
        var blocks = new List<short>();
        foreach (var sample in heard)
        {
            if (sample != 0 && (blocks.Count == 0 || blocks[^1] != sample))
            {
                blocks.Add(sample);
            }
        }

        return blocks;
    }

    /// <summary>A text that sounds like no other.</summary>
    private string Next()
    {
        var text = new string('a', 40 + _texts.Count % 50) + (char)('a' + _texts.Count);
        while (_texts.Exists(other => FakeVoice.Sample(other) == FakeVoice.Sample(text)))
        {
            text += "b";
        }

        _texts.Add(text);
        return text;
    }
}
