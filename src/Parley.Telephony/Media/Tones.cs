using Parley.Rtp.TelephoneEvents;

namespace Parley.Telephony.Media;

/// <summary>What may be sent as keys.</summary>
internal static class Tones
{
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan ShortestDuration = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan LongestDuration = TimeSpan.FromSeconds(2);

    public static bool IsKey(char tone) => TelephoneEvent.TryGetCode(tone, out _);

    public static void ThrowIfInvalid(string tones, TimeSpan? duration)
    {
        ArgumentException.ThrowIfNullOrEmpty(tones);
        if (!tones.All(IsKey))
        {
            throw new ArgumentException("Tones are 0-9, *, # and A-D.", nameof(tones));
        }

        if (duration < ShortestDuration || duration > LongestDuration)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "A tone lasts 50 to 2,000 ms.");
        }
    }
}
