using Microsoft.Extensions.AI;
using Parley.Agents.Answering;
using Parley.Audio.Tones;

namespace Parley.Agents.Tests.Answering;

/// <summary>Words, early media and opinions.</summary>
public sealed class AnswerDetectorWordsTests
{
    private readonly List<AnswerSignal> _told = [];

    [Fact]
    public void Hear_VoicemailWordsAfterAProvisionalHuman_ReviseIt()
    {
        var detector = new AnswerDetector();
        Play(detector, new CalleeSound(1).Quiet(0.6).Talk(0.5).Quiet(1));
        Play(detector, new CalleeSound(2).Talk(2));
        Say(detector, "Hi. You've reached James, please leave a message after the tone");

        Assert.Equal(AnsweredBy.Human, _told.OfType<VerdictReached>().Single().Verdict);
        Assert.Equal(AnsweredBy.Machine, detector.Verdict);
    }

    /// <summary>Many greetings of many lengths: the doubtful ones wait for words, the clear ones do not, none for long.</summary>
    [Fact]
    public void Process_ARecogniserOwesWords_DoubtfulPeopleAreToldLaterAndNoneMuchLater()
    {
        var (waited, atOnce) = (0, 0);
        for (var seed = 1; seed <= 24; seed++)
        {
            VerdictReached First(bool hasRecogniser)
            {
                var detector = new AnswerDetector(new() { HasRecogniser = hasRecogniser });
                _told.Clear();
                Play(detector, new CalleeSound(seed).Quiet(0.6).Talk(0.3 + (0.1 * (seed % 8))).Quiet(3));
                return _told.OfType<VerdictReached>().Single();
            }

            var (alone, withWords) = (First(hasRecogniser: false), First(hasRecogniser: true));
            if (alone.Verdict is AnsweredBy.Human && withWords.Verdict is AnsweredBy.Human)
            {
                Assert.True(withWords.At - alone.At <= TimeSpan.FromSeconds(1), $"Seed {seed} was told {withWords.At - alone.At} later.");
                waited += withWords.At > alone.At ? 1 : 0;
                atOnce += withWords.At == alone.At ? 1 : 0;
            }
        }

        Assert.True(waited > 0 && atOnce > 0, $"{waited} waited, {atOnce} did not.");
    }

    [Theory]
    [InlineData("Record your name and reason for calling, and I'll see if this person is available", AnsweredBy.Screening)]
    [InlineData("For sales, press 1. For support, press 2. To speak to an operator, press 0", AnsweredBy.Ivr)]
    [InlineData("We're sorry, the number you have dialed is not in service", AnsweredBy.Intercept)]
    public void Hear_WordsOfARecording_NameItsKind(string words, AnsweredBy expected)
    {
        var detector = new AnswerDetector();
        Play(detector, new CalleeSound(3).Quiet(0.6).Talk(1.6).Quiet(0.35).Talk(2.2));
        Say(detector, words);
        Play(detector, new CalleeSound(4).Talk(2.5).Quiet(1.5));

        Assert.Equal(expected, detector.Verdict);
    }

    [Fact]
    public void Process_ALongGreetingWhoseWordsAreUnderWay_IsToldOnceItsKindIsKnown()
    {
        var detector = new AnswerDetector(new() { HasRecogniser = true });
        Play(detector, new CalleeSound(3).Quiet(0.6).Talk(1.6).Quiet(0.35).Talk(2.2));
        Say(detector, "Thank you for calling Acme");
        Play(detector, new CalleeSound(4).Talk(0.6));
        Say(detector, "Thank you for calling Acme. For sales, press 1. For support, press 2");
        Play(detector, new CalleeSound(5).Quiet(0.8));

        Assert.Equal(AnsweredBy.Ivr, _told.OfType<VerdictReached>().Single().Verdict);
        Assert.Empty(_told.OfType<VerdictRevised>());
    }

    /// <summary>Its rhythm may be a person's: two sentences of middling length.</summary>
    [Fact]
    public void Hear_AnAnnouncementsWords_NameItWhateverItsRhythm()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var detector = new AnswerDetector(new() { HasRecogniser = true });
            _told.Clear();
            Play(detector, new CalleeSound(seed).Quiet(0.6).Talk(0.8 + (0.1 * (seed % 6))));
            Say(detector, "The number you have dialed is not in service. Please check the number and dial again");
            Play(detector, new CalleeSound(seed).Quiet(0.8));

            Assert.Equal(AnsweredBy.Intercept, detector.Verdict);
        }
    }

    [Fact]
    public void Process_ALongGreetingWithoutWords_IsAMachineEvenWhereARecogniserListens()
    {
        var detector = new AnswerDetector(new() { HasRecogniser = true });
        Play(detector, new CalleeSound(3).Quiet(0.6).Talk(1.6).Quiet(0.35).Talk(7).Quiet(1));

        Assert.Equal(AnsweredBy.Machine, _told.OfType<VerdictReached>().Single().Verdict);
    }

    [Fact]
    public void Hear_FullMailbox_TakesNoMessage()
    {
        var detector = new AnswerDetector();
        Play(detector, new CalleeSound(3).Quiet(0.6).Talk(1.6).Quiet(0.35).Talk(2.2));
        Say(detector, "The mailbox is full and can not accept any messages at this time");
        Play(detector, new CalleeSound(4).Quiet(4));

        Assert.Equal(AnsweredBy.Machine, detector.Verdict);
        Assert.Empty(_told.OfType<MessageMayStart>());
    }

    [Fact]
    public void Hear_AnnouncementBeforeTheAnswer_IsAnIntercept()
    {
        var detector = new AnswerDetector(new() { StartsBeforeAnswer = true });
        Play(detector, new CalleeSound(1).Talk(3));
        Assert.Empty(_told);

        Say(detector, "The number you have dialed is not in service");

        Assert.Equal(AnsweredBy.Intercept, _told.OfType<VerdictReached>().Single().Verdict);
    }

    [Fact]
    public void Process_BusyAndRingingBeforeTheAnswer_AreStates()
    {
        var detector = new AnswerDetector(new() { StartsBeforeAnswer = true });
        Play(detector, new CalleeSound().Tone(TonePatterns.RingbackEu, 0.95));
        Assert.Equal(LineState.Ringing, detector.State);
        Play(detector, new CalleeSound().Quiet(2).Tone(TonePatterns.BusyEu, 4));
        Assert.Equal(LineState.Busy, detector.State);

        Assert.Empty(_told);
    }

    [Fact]
    public void Answer_AfterRinging_BeginsTimeAnewAndHearsAPerson()
    {
        var detector = new AnswerDetector(new() { StartsBeforeAnswer = true });
        Play(detector, new CalleeSound().Tone(TonePatterns.RingbackEu, 6));
        detector.Answer();
        Assert.Equal(TimeSpan.Zero, detector.Elapsed);
        Play(detector, new CalleeSound(1).Quiet(0.6).Talk(0.5).Quiet(1.5));

        Assert.Equal(AnsweredBy.Human, _told.OfType<VerdictReached>().Single().Verdict);
        Assert.InRange(_told[0].At.TotalSeconds, 1.2, 2.2);
    }

    [Fact]
    public void Hear_OpinionAfterAVerdict_ChangesNothing()
    {
        var detector = new AnswerDetector();
        Play(detector, new CalleeSound(1).Quiet(0.6).Talk(0.5).Quiet(1.5));
        Assert.Empty(detector.Hear(new AnswerOpinion(AnsweredBy.Machine, 0.9)));
        Assert.Equal(AnsweredBy.Human, detector.Verdict);
    }

    [Fact]
    public void Hear_OpinionWhileOpen_IsTheVerdict()
    {
        var detector = new AnswerDetector();
        var told = Assert.Single(detector.Hear(new AnswerOpinion(AnsweredBy.Screening, 0.8)));
        Assert.Equal(AnsweredBy.Screening, Assert.IsType<VerdictReached>(told).Verdict);
    }

    [Fact]
    public async Task AskAsync_SameWordsTwice_AsksOnce()
    {
        var chat = new OneWordChat(" Machine.");
        var opinions = new ChatOpinions(chat);

        var first = await opinions.AskAsync("hello there", TestContext.Current.CancellationToken);
        var second = await opinions.AskAsync("hello there", TestContext.Current.CancellationToken);

        Assert.Equal((AnsweredBy.Machine, first), (first.Verdict, second));
        Assert.Equal(1, chat.Asked);
    }

    private void Say(AnswerDetector detector, string text) => _told.AddRange(detector.Hear(new Transcript(text, true)));

    private void Play(AnswerDetector detector, CalleeSound sound)
    {
        foreach (var frame in sound.ToArray().Chunk(AnswerDetector.FrameLength).Where(f => f.Length == AnswerDetector.FrameLength))
        {
            _told.AddRange(detector.Process(frame));
        }
    }

    private sealed class OneWordChat(string word) : IChatClient
    {
        public int Asked { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked++;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, word)));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
