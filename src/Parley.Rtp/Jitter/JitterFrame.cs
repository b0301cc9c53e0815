namespace Parley.Rtp.Jitter;

/// <summary>What a tick plays.</summary>
public enum JitterFrameKind
{
    /// <summary>Nothing is expected now (before the stream, in a pause of it, on hold): silence.</summary>
    Empty,

    /// <summary>A whole tick of payload.</summary>
    Frame,

    /// <summary>Sound was expected and is not there: conceal it.</summary>
    Lost,
}

/// <summary>One tick's worth out of the jitter buffer.</summary>
/// <param name="Kind">What there is.</param>
/// <param name="Length">For a frame: the payload's bytes. Those of one tick; fewer only where <see cref="JitterBufferOptions.Stretches"/> is set and the rest is lost. Else 0.</param>
/// <param name="PayloadType">For a frame: the RTP payload type, which names the codec. Else 0.</param>
/// <param name="FollowsSkip">For a frame: whether sound before it was thrown away.</param>
public readonly record struct JitterFrame(JitterFrameKind Kind, int Length = 0, byte PayloadType = 0, bool FollowsSkip = false);
