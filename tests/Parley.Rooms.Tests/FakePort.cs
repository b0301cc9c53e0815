using Parley.Audio;

namespace Parley.Rooms.Tests;

/// <summary>A party that says one constant level and keeps what it hears.</summary>
internal sealed class FakePort(short level = 0, int sampleRate = 8000) : IAudioPort
{
    public int SampleRate => sampleRate;

    public short Level { get; set; } = level;

    public bool Throws { get; set; }

    public int Ticks { get; private set; }

    public List<short> Heard { get; } = [];

    public bool Read(Span<short> samples)
    {
        if (Throws)
        {
            throw new InvalidOperationException("A port broke.");
        }

        Ticks++;
        samples.Fill(Level);
        return Level != 0;
    }

    public void Write(ReadOnlySpan<short> samples) => Heard.Add(samples[^1]);
}
