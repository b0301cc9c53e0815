namespace Parley.Agents;

/// <summary>Says whether a turn of the other side is over. Of several, the first to say so counts. One may serve many conversations.</summary>
public interface ITurnStop
{
    /// <summary>How much of the latest sound it wants in <see cref="TurnMoment.Sound"/>; zero for none.</summary>
    TimeSpan Listens => TimeSpan.Zero;

    /// <summary>Judges, with every tick of a turn.</summary>
    bool IsOver(in TurnMoment moment);
}
