using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Conversations;

public sealed class RecordingConsentTests
{
    private static readonly ConversationOptions s_greeting = new() { Greeting = "How can I help?" };

    [Fact]
    public void Announce_RecordingGoesOnOnceItHasBeenPlayed()
    {
        using var call = new FakeCall();
        call.Builder.UseRecordingConsent(new()).WithOptions(s_greeting);
        call.Start();
        Assert.Equal(["join", "pause leg"], call.Transport.Asked);

        call.Waits(0.2);
        Assert.DoesNotContain("resume leg", call.Transport.Asked);
        call.Waits(3);

        Assert.Contains("resume leg", call.Transport.Asked);
        Assert.Equal(["bot: This call is recorded.", "bot: How can I help?"], call.Transcript);
    }

    [Theory]
    [InlineData("Yes.", true)]
    [InlineData("No problem at all!", true)]
    [InlineData("Sure, go ahead.", true)]
    [InlineData("I don't mind.", true)]
    [InlineData("No.", false)]
    [InlineData("Please don't.", false)]
    [InlineData("Yes, no, I would rather not.", false)]
    public void Ask_TheAnswerDecides(string answer, bool isYes)
    {
        var chat = new FakeChat();
        using var call = new FakeCall();
        call.Builder.UseRecordingConsent(new() { Mode = ConsentMode.Ask, Text = "May I record this call?" }).UseSpeechToText(new FakeRecogniser(answer)).UseChatClient(chat).WithOptions(s_greeting);
        call.Start();

        call.Waits(2);
        Assert.Equal(["bot: May I record this call?"], call.Transcript);
        call.Speaks(0.5);
        call.Waits(5);

        Assert.Equal(isYes, call.Transport.Asked.Contains("resume leg"));
        var taken = Assert.Single(call.Events.OfType<RecordingConsentTaken>());
        Assert.Equal((isYes, "May I record this call?", answer), (taken.IsGiven, taken.Text, taken.Answer));
        Assert.Equal(
            ["bot: May I record this call?", $"user: {answer}", .. isYes ? Array.Empty<string>() : ["bot: All right, this call is not recorded."], "bot: How can I help?"],
            call.Transcript);
        Assert.Empty(chat.Asked);
    }

    [Fact]
    public void Ask_NeitherYesNorNo_IsAskedAgain()
    {
        using var call = new FakeCall();
        call.Builder.UseRecordingConsent(new() { Mode = ConsentMode.Ask, Text = "May I record this call?" }).UseSpeechToText(new FakeRecogniser("Who is this?", "Yes")).WithOptions(s_greeting);
        call.Start();

        call.Waits(2);
        call.Speaks(0.5);
        call.Waits(3);
        Assert.DoesNotContain("resume leg", call.Transport.Asked);
        call.Speaks(0.5);
        call.Waits(3);

        Assert.Equal(["bot: May I record this call?", "user: Who is this?", "bot: May I record this call?", "user: Yes", "bot: How can I help?"], call.Transcript);
        Assert.Contains("resume leg", call.Transport.Asked);
    }

    [Fact]
    public void Ask_WithoutSpeechToText_CannotBeBuilt()
    {
        using var call = new FakeCall();
        call.Builder.UseRecordingConsent(new() { Mode = ConsentMode.Ask });

        Assert.Contains("UseSpeechToText", Assert.Throws<InvalidOperationException>(call.Start).Message, StringComparison.Ordinal);
    }
}
