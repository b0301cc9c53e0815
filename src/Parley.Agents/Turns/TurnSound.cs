namespace Parley.Agents.Turns;

/// <summary>The end of what was heard, as far as it belongs to a turn.</summary>
internal sealed class TurnSound(Lookback latest, TimeSpan turn, int sampleRate) : ITurnSound
{
    public int SampleRate => sampleRate;

    public short[] ToArray()
    {
        var samples = latest.ToArray();
        var length = (int)(turn.TotalSeconds * sampleRate);
        return samples.Length > length ? samples[^length..] : samples;
    }
}
