using Parley.Agents;

namespace Parley.Cli.Demo;

/// <summary>What happened in a session, told per call.</summary>
/// <param name="calls">The calls that it makes.</param>
internal sealed class SessionTimeline(IReadOnlyList<CallTimeline> calls)
{
    private readonly Dictionary<string, CallTimeline> _byLeg = [];
    private DateTimeOffset? _start;

    /// <summary>The calls that it makes.</summary>
    public IReadOnlyList<CallTimeline> Calls => calls;

    /// <summary>The leg of a call, once the network has it.</summary>
    public string? LegOf(CallTimeline call) => _byLeg.FirstOrDefault(leg => leg.Value == call).Key;

    /// <summary>Takes note of an event of the session.</summary>
    public void Take(AgentEvent occurred)
    {
        _start ??= occurred.Timestamp;
        if (LegOf(occurred) is { } leg && Find(leg, occurred) is { } call)
        {
            call.Take(occurred, occurred.Timestamp - _start.Value);
        }
    }

    private static string? LegOf(AgentEvent occurred) => occurred switch
    {
        DialoutEvent dialout => dialout.SessionId,
        ConversationEvent conversation => conversation.ParticipantId,
        _ => null,
    };

    private CallTimeline? Find(string leg, AgentEvent occurred)
    {
        if (!_byLeg.TryGetValue(leg, out var call)
            && occurred is DialoutEvent { Destination: { } destination }
            && calls.FirstOrDefault(c => destination.Contains(c.Number, StringComparison.Ordinal)) is { } found)
        {
            _byLeg[leg] = call = found;
        }

        return call;
    }
}
