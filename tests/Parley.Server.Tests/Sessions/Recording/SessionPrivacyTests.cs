using Microsoft.Extensions.Logging.Abstractions;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Recording;

namespace Parley.Server.Tests.Sessions.Recording;

public sealed class SessionPrivacyTests
{
    [Fact]
    public void Redactor_ThatFails_WithholdsTheWords()
    {
        var privacy = new SessionPrivacy([new Broken()], NullLogger.Instance);

        var kept = Assert.IsType<UserTranscript>(privacy.Apply(new UserTranscript("leg", "My name is Ann.", IsFinal: true)));

        Assert.Equal(SessionPrivacy.Withheld, kept.Text);
    }

    [Fact]
    public void Pause_OfOneLeg_KeepsTheWordsOfAnother()
    {
        var privacy = new SessionPrivacy([], NullLogger.Instance);
        privacy.Apply(new RecordingPaused("a"));

        Assert.Null(privacy.Apply(new UserTranscript("a", "secret", IsFinal: true)));
        Assert.Null(privacy.Apply(new DtmfReceived("a", "4")));
        Assert.Null(privacy.Apply(new BotTranscript(null, "to the whole room", IsInterrupted: false)));
        Assert.NotNull(privacy.Apply(new UserTranscript("b", "open", IsFinal: true)));
        Assert.NotNull(privacy.Apply(new RecordingConsentTaken("a", IsGiven: true, "This call is recorded.")));
        privacy.Apply(new RecordingResumed("a"));
        Assert.NotNull(privacy.Apply(new UserTranscript("a", "open", IsFinal: true)));
    }

    private sealed class Broken : ITranscriptRedactor
    {
        public string Redact(string text) => throw new InvalidOperationException("no");
    }
}
