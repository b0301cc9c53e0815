namespace Parley.Simulation.Sounds;

/// <summary>A sound at the telephone's 8 kHz.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Samples">One round of it.</param>
/// <param name="Repeats">Whether it goes on and on.</param>
internal sealed record Sound(string Name, ReadOnlyMemory<short> Samples, bool Repeats)
{
    /// <summary>The length of one round.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / Scripts.LineBook.SampleRate);

    /// <summary>Cuts it to a length: a sound that repeats starts over, another one is followed by silence.</summary>
    public ReadOnlyMemory<short> Take(TimeSpan length)
    {
        var samples = new short[(int)Math.Round(length.TotalSeconds * Scripts.LineBook.SampleRate)];
        for (var at = 0; at < samples.Length && (at == 0 || Repeats); at += Samples.Length)
        {
            Samples.Span[..Math.Min(Samples.Length, samples.Length - at)].CopyTo(samples.AsSpan(at));
        }

        return samples;
    }
}
