namespace Parley.Audio;

/// <summary>
/// What one party says and what it hears: the place where a call leg, an agent and a room meet.
/// A room calls both methods once per tick (20 ms), first <see cref="Read"/> of every port, then <see cref="Write"/> of every port,
/// always from the one media thread. Implementations neither block, nor lock, nor allocate there.
/// </summary>
public interface IAudioPort
{
    /// <summary>The rate of both directions, in Hz.</summary>
    int SampleRate { get; }

    /// <summary>Takes what the party said during this tick.</summary>
    /// <param name="samples">Receives one tick of linear samples at <see cref="SampleRate"/>; always filled whole (silence is zeros).</param>
    /// <returns><see langword="false"/> when the party has nothing to say, and the samples are all zero.</returns>
    bool Read(Span<short> samples);

    /// <summary>Gives the party what it is to hear during this tick.</summary>
    /// <param name="samples">One tick of linear samples at <see cref="SampleRate"/>.</param>
    void Write(ReadOnlySpan<short> samples);
}
