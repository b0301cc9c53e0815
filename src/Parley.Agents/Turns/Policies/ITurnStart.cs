namespace Parley.Agents;

/// <summary>Says whether what is heard is a turn of the other side, or nothing. Of several, the surest counts. One may serve many conversations.</summary>
public interface ITurnStart
{
    /// <summary>Judges, with every tick and whenever words come, until it is <see cref="TurnStart.Yes"/>.</summary>
    TurnStart Judge(in TurnMoment moment);
}

/// <summary>Whether it is a turn.</summary>
public enum TurnStart
{
    /// <summary>Nothing that the agent should heed: it talks on.</summary>
    No,

    /// <summary>It may be one: the agent falls silent, keeps what it was saying, and goes on where it was if it turns out to be nothing.</summary>
    Perhaps,

    /// <summary>It is one: what the agent was saying is thrown away.</summary>
    Yes,
}
