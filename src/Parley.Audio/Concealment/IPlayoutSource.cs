namespace Parley.Audio.Concealment;

/// <summary>Where a <see cref="SteadyPlayout"/> takes its sound from: a jitter buffer and a decoder. Asked on the media thread.</summary>
public interface IPlayoutSource
{
    /// <summary>
    /// By how many samples the sound should become longer (above zero: the buffer wants more in store) or shorter (below zero: it holds too much). A multiple
    /// of a tick, less what <see cref="NoteStretched"/> has reported. Below zero only while it has a tick to spare.
    /// </summary>
    int StretchWanted { get; }

    /// <summary>Takes out the next tick of sound.</summary>
    /// <param name="samples">One tick long; what the frame does not fill may hold anything.</param>
    PlayoutFrame Next(Span<short> samples);

    /// <summary>Hears by how many samples the sound was made longer (above zero) or shorter (below zero).</summary>
    void NoteStretched(int samples);
}
