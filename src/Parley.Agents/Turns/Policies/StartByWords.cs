namespace Parley.Agents;

/// <summary>While the agent has its turn, it takes so many words to interrupt it, and it talks on until then; else any voice or word begins a turn.</summary>
/// <param name="Minimum">How many words.</param>
public sealed record StartByWords(int Minimum) : ITurnStart
{
    /// <inheritdoc/>
    public TurnStart Judge(in TurnMoment moment)
    {
        var count = moment.Words.Split(' ').Count(word => word.Any(char.IsLetterOrDigit));
        return count >= (moment.IsAgentsTurn ? Minimum : 1) || (moment.HasVoice && !moment.IsAgentsTurn) ? TurnStart.Yes : TurnStart.No;
    }
}
