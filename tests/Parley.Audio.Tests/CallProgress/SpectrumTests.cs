using Parley.Audio.CallProgress;

namespace Parley.Audio.Tests.CallProgress;

public sealed class SpectrumTests
{
    [Fact]
    public void Process_AnySound_EqualsTheTransformByItsDefinition()
    {
        var sound = Sound.Noise(3, 8000, 320);
        var spectrum = new Spectrum();
        spectrum.Process([.. sound.Take(160).Select(s => (float)s)]);
        spectrum.Process([.. sound.Skip(160).Select(s => (float)s)]);

        var last = sound[^256..].Select((s, n) => s * (0.5 - (0.5 * Math.Cos(2 * Math.PI * n / 256)))).ToArray();
        for (var k = 0; k < 128; k++)
        {
            var re = last.Select((x, n) => x * Math.Cos(2 * Math.PI * k * n / 256)).Sum();
            var im = last.Select((x, n) => x * Math.Sin(2 * Math.PI * k * n / 256)).Sum();
            var expected = (re * re) + (im * im);
            Assert.Equal(expected, spectrum.Power[k], (1e-3 * expected) + 1e4);
        }
    }
}
