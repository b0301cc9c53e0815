namespace Parley.Simulation.Lines;

/// <summary>How a line gives back what it is told: the hybrid of an analogue line, or a loudspeaker beside the microphone.</summary>
/// <param name="Delay">How much later it comes back, up to a second, in whole samples.</param>
/// <param name="LevelDb">How loud, compared to what was said, in dB.</param>
internal sealed record LineEcho(TimeSpan Delay, double LevelDb)
{
    /// <summary>Echoes of a line: each call has its own.</summary>
    public Tail Begin() => new((int)(Delay.TotalSeconds * Scripts.LineBook.SampleRate), Math.Pow(10, LevelDb / 20));

    /// <summary>What was told and has not come back yet.</summary>
    internal sealed class Tail(int delay, double gain)
    {
        private readonly short[] _told = new short[Math.Max(1, delay)];
        private int _at;

        /// <summary>Adds what comes back to what is said.</summary>
        /// <param name="said">What goes out in this tick.</param>
        /// <param name="heard">What came in with it.</param>
        public void AddTo(Span<short> said, ReadOnlySpan<short> heard)
        {
            for (var i = 0; i < said.Length; i++)
            {
                said[i] = (short)Math.Clamp(said[i] + (_told[_at] * gain), short.MinValue, short.MaxValue);
                _told[_at] = heard[i];
                _at = _at + 1 == _told.Length ? 0 : _at + 1;
            }
        }
    }
}
