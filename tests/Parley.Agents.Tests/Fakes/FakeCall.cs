using Microsoft.Extensions.Time.Testing;
using Parley.Audio.Vad;

namespace Parley.Agents.Tests.Fakes;

/// <summary>
/// A session with one callee, "leg", in the hands of a test: what the callee says goes in tick by tick, what it hears is kept.
/// </summary>
internal sealed class FakeCall : IDisposable
{
    public const string Leg = "leg";

    private readonly CancellationTokenSource _stop = new();
    private Task? _following;

    public FakeCall(string? participantId = Leg, bool hasVoice = true, ISessionPrivacy? privacy = null)
    {
        Transport = new();
        Session = new(new(Guid.NewGuid(), "test") { Privacy = privacy }, "", Transport, Time);
        Builder = Session.CreateConversation(participantId).UseSimpleVoiceActivity();
        if (hasVoice)
        {
            Builder.UseTextToSpeech(Voice);
        }

        LineId = participantId ?? "";
    }

    public Stage Stage { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public FakeTransport Transport { get; }

    public AgentSession<string> Session { get; }

    public ConversationBuilder Builder { get; }

    public FakeVoice Voice { get; init; } = new();

    public Conversation Conversation { get; private set; } = null!;

    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>All events so far.</summary>
    public List<AgentEvent> Events { get; } = [];

    /// <summary>What the callee heard, sample by sample.</summary>
    public List<short> Heard { get; } = [];

    private string LineId { get; }

    public void Start()
    {
        Conversation = Builder.Build();
        _following = FollowAsync();
        Running = Session.RunAsync(Conversation, _stop.Token);
        Stage.Settle();
    }

    /// <summary>The callee speaks for a while.</summary>
    public void Speaks(double seconds) => Tick(seconds, 4000);

    /// <summary>The callee is silent for a while.</summary>
    public void Waits(double seconds) => Tick(seconds, 0);

    /// <summary>The callee says nothing; the line gives back what it is told.</summary>
    public void Echoes(double seconds, double delay, double gain)
    {
        for (var tick = 0; tick < seconds * 50; tick++)
        {
            var from = Heard.Count - (int)(delay * 8000);
            Sounds([.. Enumerable.Range(from, FakeTransport.FrameLength).Select(i => i < 0 ? (short)0 : (short)(Heard[i] * gain))]);
        }
    }

    /// <summary>The host stops the session.</summary>
    public void Stop()
    {
        _stop.Cancel();
        Stage.Settle();
    }

    public string[] Transcript => [.. Events.Select(occurred => occurred switch
    {
        UserTranscript { IsFinal: true } user => $"user: {user.Text}",
        BotTranscript { IsInterrupted: false } bot => $"bot: {bot.Text}",
        BotTranscript bot => $"bot: {bot.Text} --",
        _ => "",
    }).Where(line => line.Length > 0)];

    public bool Has<TEvent>() => Events.OfType<TEvent>().Any();

    /// <summary>How many samples of a text the callee has heard.</summary>
    public int HeardOf(string text) => Heard.Count(sample => sample == FakeVoice.Sample(text));

    public void Dispose()
    {
        _stop.Cancel();
        Stage.Settle();
        Stage.Dispose();
        _stop.Dispose();
    }

    /// <summary>The callee's side sounds like this.</summary>
    public void Sounds(short[] samples)
    {
        Span<short> heard = stackalloc short[FakeTransport.FrameLength];
        for (var at = 0; at + FakeTransport.FrameLength <= samples.Length; at += FakeTransport.FrameLength)
        {
            var said = samples.AsSpan(at, FakeTransport.FrameLength);
            if (Transport.Lines.TryGetValue(LineId, out var port))
            {
                port.Read(heard);
                Heard.AddRange(heard);
                port.Write(said);
            }

            Time.Advance(TimeSpan.FromMilliseconds(20));
            Stage.Settle();
        }
    }

    private void Tick(double seconds, short sample)
    {
        var samples = new short[(int)Math.Round(seconds * 50) * FakeTransport.FrameLength];
        Array.Fill(samples, sample);
        Sounds(samples);
    }

    private async Task FollowAsync()
    {
        await foreach (var occurred in Session.Events)
        {
            Events.Add(occurred);
        }
    }
}

internal static class FakeCallExtensions
{
    /// <summary>Voice activity without a floor to learn: loud is speech.</summary>
    public static ConversationBuilder UseSimpleVoiceActivity(this ConversationBuilder builder, VoiceActivityOptions? options = null) =>
        builder.UseVoiceActivity(options ?? new(), _ => new LoudIsSpeech());

    private sealed class LoudIsSpeech : IVoiceActivityDetector
    {
        public bool IsSpeech(ReadOnlySpan<short> frame) => frame.ContainsAnyExcept((short)0);
    }
}
