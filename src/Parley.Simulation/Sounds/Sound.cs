using Parley.Simulation.Scripts;

namespace Parley.Simulation.Sounds;

/// <summary>A sound at the telephone's 8 kHz.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Samples">One round of it; not empty.</param>
/// <param name="Repeats">Whether it goes on and on by itself.</param>
internal sealed record Sound(string Name, ReadOnlyMemory<short> Samples, bool Repeats)
{
    /// <summary>Cuts it to a length; a shorter sound starts over.</summary>
    public ReadOnlyMemory<short> Take(TimeSpan length)
    {
        var samples = new short[(int)Math.Round(length.TotalSeconds * LineBook.SampleRate)];
        for (var at = 0; at < samples.Length; at += Samples.Length)
        {
            Samples.Span[..Math.Min(Samples.Length, samples.Length - at)].CopyTo(samples.AsSpan(at));
        }

        return samples;
    }
}
