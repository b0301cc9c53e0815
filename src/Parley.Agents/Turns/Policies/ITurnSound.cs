namespace Parley.Agents;

/// <summary>The other side's sound, up to now.</summary>
public interface ITurnSound
{
    /// <summary>The rate in Hz.</summary>
    int SampleRate { get; }

    /// <summary>The latest samples, oldest first; fewer when less was heard, or asked for.</summary>
    short[] ToArray();
}
