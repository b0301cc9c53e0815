using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.SpeechToSpeech;

/// <summary>What stands around a conversation works with a model that speaks by itself as it does with others.</summary>
public sealed class SurroundingsTests
{
    private const string Desk = "+1555";
    private const string DeskLeg = "leg-+1555";

    [Fact]
    public void Turn_OfWhichTheModelTellsNoEnd_IsOverAfterALongSilence()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        model.Session.Tell(new SpeechToSpeechEvent.SpeechStarted());
        call.Speaks(0.5);
        call.Waits(4.9);
        Assert.False(call.Has<UserStoppedSpeaking>());

        call.Waits(0.2);

        Assert.True(call.Has<UserStoppedSpeaking>());
        Assert.Equal(2, model.Session.Asked.Count());
    }

    [Fact]
    public void Consent_IsAnnouncedByTheModelBeforeItBegins()
    {
        var model = new FakeModel();
        using var call = ModelCall.Create(model, new() { FirstSpeaker = FirstSpeaker.Callee });
        call.Builder.UseRecordingConsent(new());
        call.Start();
        call.Waits(0.1);
        Assert.EndsWith("This call is recorded.", Assert.Single(model.Session.Asked), StringComparison.Ordinal);
        model.Session.Answers("r0", "This call is recorded.", 0.3);
        Assert.DoesNotContain("resume leg", call.Transport.Asked);

        model.Session.Hears("u1", "Hello?");
        call.Waits(1);

        Assert.Contains("resume leg", call.Transport.Asked);
        Assert.Null(model.Session.Asked.Last());
        Assert.Equal(2, model.Session.Asked.Count());
    }

    [Fact]
    public void Consent_ToBeAskedFor_IsRefused()
    {
        using var call = ModelCall.Create(new FakeModel());
        call.Builder.UseRecordingConsent(new() { Mode = ConsentMode.Ask });

        Assert.Throws<InvalidOperationException>(() => call.Builder.Build());
    }

    [Fact]
    public void Silence_IsPromptedAndEndedInTheModelsVoice()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model, options: new() { IdlePrompt = "Still there?", IdleGoodbye = "Goodbye.", MaxIdlePrompts = 1 });

        call.Waits(11);
        Assert.EndsWith("Still there?", model.Session.Asked.Last(), StringComparison.Ordinal);
        model.Session.Answers("r1", "Still there?", 0.2);
        call.Waits(11);
        Assert.EndsWith("Goodbye.", model.Session.Asked.Last(), StringComparison.Ordinal);
        model.Session.Answers("r2", "Goodbye.", 0.2);
        call.Waits(1);

        Assert.Contains($"stop {FakeCall.Leg}", call.Transport.Asked);
    }

    [Fact]
    public void Rtvi_IsToldInTheUsualOrder()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        call.Transport.Raise(new AppMessageReceived(
            System.Text.Json.JsonElement.Parse("""{"label":"rtvi-ai","type":"client-ready","id":"a","data":{"version":"2.1.0"}}"""), "browser"));
        call.Stage.Settle();
        call.Transport.Messages.Clear();

        call.Asks(model, "How are you?");
        model.Session.Answers("r1", "Fine, thanks. And you?", 0.5);
        call.Waits(1);

        string[] expected =
        [
            "user-started-speaking", "user-stopped-speaking", "bot-llm-started", "user-transcription", "bot-llm-text", "bot-tts-started", "bot-tts-text", "bot-output",
            "bot-llm-stopped", "bot-tts-stopped", "bot-started-speaking", "metrics", "bot-transcription", "bot-stopped-speaking",
        ];
        Assert.Equal(expected, call.Transport.Messages.Select(message => message.GetProperty("type").GetString()!).Where(expected.Contains).Distinct());
        Assert.Equal(
            ["Fine, thanks.", "And you?"],
            call.Transport.Messages.Where(message => message.GetProperty("type").GetString() is "bot-tts-text").Select(message => message.GetProperty("data").GetProperty("text").GetString()));
    }

    [Fact]
    public void Transfer_Warm_SpecialistIsBriefedByASessionThatAnswersNothing()
    {
        var model = new FakeModel();
        using var call = ModelCall.Begun(model);
        var done = call.Conversation.TransferAsync(new(Desk) { Mode = CallTransferMode.Warm, Briefing = "Mr. Smith about his bill.", Announcement = null }, TestContext.Current.CancellationToken);
        call.Stage.Settle();
        call.Transport.Raise(new DialoutAnswered(DeskLeg));
        call.Stage.Settle();
        var specialist = model.Session;
        Assert.Equal(2, model.Sessions.Count);
        Assert.Contains("Mr. Smith about his bill.", Assert.Single(specialist.Asked), StringComparison.Ordinal);

        specialist.Hears("u1", "Yes, put them through.");

        Assert.Equal(CallTransferEnding.Completed, call.Stage.Settle(done).Ending);
        Assert.Single(specialist.Asked);
        Assert.True(specialist.IsDisposed);
    }
}
