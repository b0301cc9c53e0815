namespace Parley.Agents;

/// <summary>Words begin a turn. Into the agent's own turn, "uh-huh" and the like do not, unless the agent was all but done: then they are an answer.</summary>
public sealed record StartByTranscript : ITurnStart
{
    /// <summary>Words that only say "I am listening".</summary>
    public Backchannels Backchannels { get; init; } = Backchannels.Default;

    /// <summary>With no more than so much left to say, the agent was done.</summary>
    public TimeSpan AllButDone { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public TurnStart Judge(in TurnMoment moment)
    {
        if (string.IsNullOrWhiteSpace(moment.Words))
        {
            return TurnStart.No;
        }

        var isListening = moment.IsAgentsTurn && !(moment.AgentRest <= AllButDone) && Backchannels.Match(moment.Words, isWhole: moment.AreWordsFinal);
        return isListening ? TurnStart.No : TurnStart.Yes;
    }
}
