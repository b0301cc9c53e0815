namespace Parley.Audio.CallProgress;

/// <summary>A steady tone that was heard. Times are counted in frames of 20 ms since the answer.</summary>
/// <param name="StartFrame">Its first frame.</param>
/// <param name="EndFrame">The frame after its last.</param>
/// <param name="LowHz">The only or the lower frequency.</param>
/// <param name="HighHz">The higher frequency of two; 0 for one.</param>
/// <param name="LevelDbov">Its mean level.</param>
/// <param name="RestlessFrames">Frames in which its frequency moved by more than 3 Hz: the edges of a beep, most of a voice.</param>
/// <param name="GlidingFrames">Frames in which it moved by more than that, but as fast as in the frame before.</param>
/// <param name="WeakFrames">Frames that were taken for it only because it went on.</param>
internal readonly record struct Tone(int StartFrame, int EndFrame, double LowHz, double HighHz, double LevelDbov, int RestlessFrames, int GlidingFrames, int WeakFrames)
{
    public int Frames => EndFrame - StartFrame;

    public bool IsDual => HighHz > 0;

    /// <summary>Same frequency within 30 Hz.</summary>
    public bool SoundsLike(Tone other) => Math.Abs(LowHz - other.LowHz) < 30;
}
