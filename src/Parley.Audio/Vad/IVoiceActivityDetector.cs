namespace Parley.Audio.Vad;

/// <summary>Says frame by frame whether somebody speaks. An instance listens to one voice; frames come in order, from one thread.</summary>
public interface IVoiceActivityDetector
{
    /// <summary>Judges the next frame. Does not allocate.</summary>
    /// <param name="frame">Linear samples, usually 20 ms, at the rate that the detector was made for.</param>
    bool IsSpeech(ReadOnlySpan<short> frame);
}
