namespace Parley.Audio;

/// <summary>A wake-up that <see cref="TickSignals"/> may keep back for a moment.</summary>
public interface IHeldSignal
{
    /// <summary>Gives it. Neither blocks nor throws.</summary>
    void Give();
}
