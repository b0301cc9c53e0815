using System.Text.Json;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests.Rtvi;

/// <summary>Clients see the words as they may be kept: without what a redactor takes out, and none while the recording is paused.</summary>
public sealed class RtviPrivacyTests : IDisposable
{
    private static readonly string[] Words = ["user-transcription", "user-llm-text", "bot-llm-text", "bot-tts-text", "bot-output", "bot-transcription"];

    private readonly FakeCall _call = new(privacy: new Privacy());

    public void Dispose() => _call.Dispose();

    [Fact]
    public void Words_WithWhatARedactorTakesOut_AreShownWithoutIt()
    {
        Talk("My number is 4111", ["So it is 4", "111", ". Right", "?"]);

        Assert.Equal("My number is ####", Text("user-transcription"));
        Assert.Equal("My number is ####", Text("user-llm-text"));
        Assert.Equal("So it is ####. Right?", string.Concat(Texts("bot-llm-text")));
        Assert.Equal(["So it is ####.", "Right?"], Texts("bot-tts-text").Select(text => text.Trim()));
        Assert.Contains("####", Text("bot-output"), StringComparison.Ordinal);
        Assert.Contains("####", Text("bot-transcription"), StringComparison.Ordinal);
        Assert.DoesNotContain(_call.Transport.Messages, message => message.GetRawText().Contains("4111", StringComparison.Ordinal));
        Assert.Contains(_call.Events.OfType<UserTranscript>(), said => said.Text.Contains("4111", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_WhileTheRecordingIsPaused_AreWithheld_WhoSpeaksIsNot()
    {
        Raise(new RecordingPaused(FakeCall.Leg));
        Talk("Secret", ["Thank you. And more"]);

        Assert.Empty(Types().Intersect(Words));
        string[] states = ["user-started-speaking", "user-stopped-speaking", "bot-llm-started", "bot-llm-stopped", "bot-tts-started", "bot-started-speaking", "bot-stopped-speaking"];
        Assert.Equal(states.Order(), Types().Intersect(states).Order());
    }

    [Fact]
    public void Words_OnceTheRecordingGoesOn_AreShownAgain()
    {
        Raise(new RecordingPaused(FakeCall.Leg));
        Raise(new RecordingPaused("another"));
        Raise(new RecordingResumed(FakeCall.Leg));
        Talk("Hello", ["Hello."]);

        Assert.Equal("Hello", Text("user-transcription"));
        Assert.Equal("Hello.", Text("bot-llm-text"));
    }

    [Fact]
    public void Words_WhileItWasPausedBeforeAnyClientCame_AreWithheld()
    {
        _call.Builder.UseSpeechToText(new FakeRecogniser("Secret")).UseChatClient(new FakeChat(["Thanks."]));
        _call.Start();
        Raise(new RecordingPaused(FakeCall.Leg));
        Raise(Ready);
        _call.Transport.Messages.Clear();

        _call.Speaks(1);
        _call.Waits(4);

        Assert.Contains("user-started-speaking", Types());
        Assert.Empty(Types().Intersect(Words));
    }

    private static AppMessageReceived Ready => new(JsonElement.Parse("""{"label":"rtvi-ai","type":"client-ready","id":"abc","data":{"version":"2.1.0"}}"""u8), "browser");

    private void Talk(string heard, string[] answer)
    {
        _call.Builder.UseSpeechToText(new FakeRecogniser(heard)).UseChatClient(new FakeChat(answer));
        _call.Start();
        Raise(Ready);
        _call.Transport.Messages.Clear();
        foreach (var occurred in _early)
        {
            _call.Transport.Raise(occurred);
        }

        _call.Stage.Settle();
        _call.Speaks(1);
        _call.Waits(6);
    }

    private readonly List<AgentEvent> _early = [];

    private void Raise(AgentEvent occurred)
    {
        if (_call.Conversation is null)
        {
            _early.Add(occurred);
            return;
        }

        _call.Transport.Raise(occurred);
        _call.Stage.Settle();
    }

    private string[] Types() => [.. _call.Transport.Messages.Select(message => message.GetProperty("type").GetString()!)];

    private string Text(string type) => Texts(type).Last();

    private IEnumerable<string> Texts(string type) =>
        _call.Transport.Messages.Where(message => message.GetProperty("type").GetString() == type).Select(message => message.GetProperty("data").GetProperty("text").GetString()!);

    /// <summary>Withholds the words of lines whose recording is paused, and takes out one number.</summary>
    private sealed class Privacy : ISessionPrivacy
    {
        private readonly HashSet<string?> _paused = [];

        public AgentEvent? Apply(AgentEvent occurred)
        {
            switch (occurred)
            {
                case RecordingPaused paused:
                    _paused.Add(paused.SessionId);
                    return occurred;
                case RecordingResumed resumed:
                    _paused.Remove(resumed.SessionId);
                    return occurred;
                case UserTranscript said:
                    return Withholds(said.ParticipantId) ? null : said with { Text = Redact(said.Text) };
                case BotTranscript said:
                    return Withholds(said.ParticipantId) ? null : said with { Text = Redact(said.Text) };
                default:
                    return occurred;
            }
        }

        public bool Withholds(string? participantId) => _paused.Contains(participantId);

        public string Redact(string words) => words.Replace("4111", "####", StringComparison.Ordinal);
    }
}
