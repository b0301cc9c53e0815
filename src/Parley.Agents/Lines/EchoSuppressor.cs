using Parley.Audio;
using Parley.Audio.Echo;
using Parley.Audio.Tones;

namespace Parley.Agents.Lines;

/// <summary>
/// Puts the line's own background in place of the bot's echo, so that neither turns nor answer detection nor the recogniser take it for the other side.
/// </summary>
/// <param name="sampleRate">The line's rate in Hz.</param>
internal sealed class EchoSuppressor(int sampleRate)
{
    private const double FloorRise = 0.1;
    private const double HighestFloor = -50;
    private const double LowestNoise = -90;

    private readonly EchoDetector _detector = new(sampleRate);
    private readonly ComfortNoise _noise = new();
    private double _floor = HighestFloor;

    /// <summary>Makes one; <see langword="null"/> for a rate at which echoes are not looked for.</summary>
    /// <param name="sampleRate">The line's rate in Hz.</param>
    public static EchoSuppressor? For(int sampleRate) => EchoDetector.Takes(sampleRate) ? new(sampleRate) : null;

    /// <summary>Takes a tick of both directions.</summary>
    /// <param name="said">What went out.</param>
    /// <param name="heard">What came in; becomes background where it is nothing but echo.</param>
    public void Process(ReadOnlySpan<short> said, Span<short> heard)
    {
        if (!_detector.Process(said, heard))
        {
            _floor = Math.Min(Math.Min(Level.Dbov(heard), _floor + FloorRise), HighestFloor);
        }
        else if (_floor > LowestNoise)
        {
            _noise.Fill(heard, (byte)-_floor);
        }
        else
        {
            heard.Clear();
        }
    }
}
