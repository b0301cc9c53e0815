using Parley.Agents.Answering;
using Parley.Agents.Turns;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Tells what the test wants told, with the next frame.</summary>
internal sealed class FakeAnswers : IAnswerListener
{
    private readonly List<ConversationEvent> _next = [];
    private readonly List<ConversationEvent> _told = [];

    public void Tell(params ConversationEvent[] events) => _next.AddRange(events);

    /// <summary>The words on which it wants an opinion next.</summary>
    public string? Question { get; set; }

    public List<AnswerOpinion> Opinions { get; } = [];

    public List<string> Words { get; } = [];

    /// <summary>The frames it was given.</summary>
    public List<short[]> Frames { get; } = [];

    public IReadOnlyList<ConversationEvent> Hear(ReadOnlySpan<short> frame, bool botSpeaks)
    {
        Frames.Add(frame.ToArray());
        _told.Clear();
        _told.AddRange(_next);
        _next.Clear();
        return _told;
    }

    public IReadOnlyList<ConversationEvent> Hear(Transcript transcript)
    {
        Words.Add(transcript.Text);
        return [];
    }

    public IReadOnlyList<ConversationEvent> Hear(AnswerOpinion opinion)
    {
        Opinions.Add(opinion);
        return [];
    }

    public string? TakeQuestion()
    {
        var question = Question;
        Question = null;
        return question;
    }
}
