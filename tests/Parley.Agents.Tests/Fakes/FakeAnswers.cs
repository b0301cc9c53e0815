using Parley.Agents.Turns;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Tells what the test wants told, with the next frame.</summary>
internal sealed class FakeAnswers : IAnswerListener
{
    private readonly List<ConversationEvent> _next = [];
    private readonly List<ConversationEvent> _told = [];

    public void Tell(params ConversationEvent[] events) => _next.AddRange(events);

    public IReadOnlyList<ConversationEvent> Hear(ReadOnlySpan<short> frame, bool botSpeaks)
    {
        _told.Clear();
        _told.AddRange(_next);
        _next.Clear();
        return _told;
    }
}
