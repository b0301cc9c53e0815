namespace Parley.Rtp.Jitter;

/// <summary>Puts the packets of one stream back in order and in time.</summary>
public sealed class JitterBuffer
{
}
