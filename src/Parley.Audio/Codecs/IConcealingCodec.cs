namespace Parley.Audio.Codecs;

/// <summary>A codec whose packets stand for themselves: one cannot be cut, and what is lost is made up by the decoder, which remembers the stream.</summary>
public interface IConcealingCodec : IAudioCodec
{
    /// <summary>Makes up what is lost from what came before.</summary>
    /// <returns>How many samples were written.</returns>
    int Conceal(Span<short> samples);

    /// <summary>Restores a lost packet from the one behind it, which may carry a copy of lesser quality; makes it up where it does not.</summary>
    /// <param name="next">The packet behind the lost one. It is decoded as usual afterwards.</param>
    /// <param name="samples">As long as the lost packet sounded.</param>
    /// <returns>How many samples were written.</returns>
    int Recover(ReadOnlySpan<byte> next, Span<short> samples);
}
