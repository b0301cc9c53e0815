using Parley.Simulation.Scripts;

namespace Parley.Simulation.Sounds;

/// <summary>
/// What a fax machine sends after its answer tone: its identification, frequency-shift keying at 300 bit/s between 1,650 and 1,850 Hz (V.21, channel 2), in
/// bursts. Its bits mean nothing.
/// </summary>
internal static class FaxModem
{
    private const int BitLength = LineBook.SampleRate / 300;
    private const int Bits = 450; // 1.5 s
    private const double SpaceHz = 1_850;
    private const double MarkHz = 1_650;
    private const double Amplitude = 6_000;

    /// <summary>Renders a burst and the pause after it.</summary>
    public static short[] Render()
    {
        var samples = new short[3 * LineBook.SampleRate];
        var (phase, register) = (0.0, 0x5Au);
        for (var i = 0; i < Bits * BitLength; i++)
        {
            if (i % BitLength == 0)
            {
                register = (register >> 1) ^ ((register & 1) * 0xB8u); // a shift register: bits without a pattern
            }

            phase += 2 * Math.PI * ((register & 1) == 0 ? SpaceHz : MarkHz) / LineBook.SampleRate;
            samples[i] = (short)(Amplitude * Math.Sin(phase));
        }

        return samples;
    }
}
